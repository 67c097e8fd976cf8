/**
 * A client for registries that speak the OCI distribution protocol. {@link dev.slipway.registry.RegistryClient} is the
 * door: manifests and blobs are named by digest, every byte that comes in is hashed before it is believed, manifests go
 * out exactly as they came in, and each way a registry can fail is a type of
 * {@link dev.slipway.registry.RegistryFailure}. From the outside in: {@code Manifests}, {@code Blobs} and {@code Tags} know
 * the protocol, {@code RegistryHttp} logs in, {@code Wire} does one HTTP exchange with its redirects, and
 * {@code RetryPolicy} decides whether to ask again. Nothing here knows of builds, releases or environments.
 */
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
