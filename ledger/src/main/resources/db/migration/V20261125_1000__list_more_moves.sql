-- What people may decide, later evidence, roll backs by a deployment of their own.

insert into fact_type (type, subject_kind, role) values
    ('dev.cdeventsx.slipway-build.cancelled.0.1.0', 'build', 'builder'),
    ('dev.cdeventsx.slipway-build.cancelled.0.1.0', 'build', 'console'),
    ('dev.cdeventsx.slipway-artifact.vetoed.0.1.0', 'artifact', 'console'),
    ('dev.cdeventsx.slipway-artifact.unvetoed.0.1.0', 'artifact', 'console'),
    ('dev.cdeventsx.slipway-finding.opened.0.1.0', 'artifact', 'scanner'),
    ('dev.cdeventsx.slipway-finding.resolved.0.1.0', 'artifact', 'scanner'),
    ('dev.cdeventsx.slipway-waiver.granted.0.1.0', 'artifact', 'console'),
    ('dev.cdeventsx.slipway-waiver.granted.0.1.0', 'environment', 'console'),
    ('dev.cdeventsx.slipway-waiver.revoked.0.1.0', 'artifact', 'console'),
    ('dev.cdeventsx.slipway-waiver.revoked.0.1.0', 'environment', 'console'),
    ('dev.cdeventsx.slipway-approval.updated.0.1.0', 'artifact', 'console'),
    ('dev.cdeventsx.slipway-promotion.revoked.0.1.0', 'artifact', 'deployer'),
    ('dev.cdeventsx.slipway-promotion.restored.0.1.0', 'artifact', 'deployer'),
    ('dev.cdeventsx.slipway-deployment.requested.0.1.0', 'artifact', 'console'),
    ('dev.cdeventsx.slipway-abort.requested.0.1.0', 'artifact', 'console'),
    ('dev.cdeventsx.slipway-hold.released.0.1.0', 'environment', 'console'),
    ('dev.cdeventsx.slipway-freeze.opened.0.1.0', 'environment', 'deployer'),
    ('dev.cdeventsx.slipway-freeze.opened.0.1.0', 'environment', 'console'),
    ('dev.cdeventsx.slipway-freeze.closed.0.1.0', 'environment', 'console'),
    ('dev.cdeventsx.slipway-drift.detected.0.1.0', 'environment', 'deployer'),
    ('dev.cdeventsx.slipway-drift.resolved.0.1.0', 'environment', 'deployer');

insert into move (type, machine, from_state, to_state, role) values
    ('dev.cdeventsx.slipway-promotion.revoked.0.1.0', 'placement', 'APPROVED', 'REVOKED', 'deployer'),
    ('dev.cdeventsx.slipway-promotion.restored.0.1.0', 'placement', 'SUPERSEDED', 'APPROVED', 'deployer'),
    ('dev.cdevents.service.rolledback.0.3.0', 'deployment', 'BAKING', 'SUCCEEDED', 'deployer');
