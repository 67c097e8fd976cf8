# shellcheck shell=bash disable=SC2154,SC2034
# './slipway check-swarm': swarm/stack.yml deployed by swarm/deploy to a swarm of this one engine, with the stand-ins of
# check-compose, and a sample taken to production twice. Read by ./slipway after compose/check/check.sh, whose parts it uses.

swarm_made=""
bridge_made=""

check_swarm() {
    local arguments=()
    work="$project/target/swarm-check"
    apps="$work/state/apps"
    check_name=check-swarm
    check_label=com.docker.stack.namespace=slipway-check
    while [ $# -gt 0 ]; do
        case "$1" in
            --keep) check_keep=yes ;;
            *) arguments+=("$1") ;;
        esac
        shift
    done
    find_java_and_maven
    prepare_for_images
    trap end_swarm_check EXIT
    images --tag check ${arguments[@]+"${arguments[@]}"}
    make_stand_ins
    make_room
    cat >>"$work/env" <<TEXT
SLIPWAY_STACK=slipway-check
SLIPWAY_STACK_FILE=$project/swarm/check/check.yml
SLIPWAY_RESOLVE_IMAGE=never
TEXT
    make_swarm
    check_deploy
    check_tasks_closed
    check_first_commit
    check_scaled_stage
    check_second_commit
    check_changed_settings
    check_way_back
    check_removed
    say "$check_name: all held (${SECONDS} s)"
}

# A swarm of this engine alone, for as long as the check takes; one that is there already is somebody's, and left alone.
make_swarm() {
    local state
    state=$(docker info --format '{{.Swarm.LocalNodeState}}')
    [ "$state" = inactive ] || stop_with "the engine at $engine is in a swarm already ($state): check-swarm wants one that is not, and makes it a swarm of its own while it runs"
    docker network inspect docker_gwbridge >/dev/null 2>&1 || bridge_made=yes
    docker swarm init --advertise-addr 127.0.0.1 >"$work/swarm.log" 2>&1 || stop_with "the engine could not be made a swarm: $(tail -n 1 "$work/swarm.log")"
    swarm_made=yes
    docker node update --label-add slipway.data=true --label-add slipway.engine=true --label-add slipway.advisories=true \
        "$(docker info --format '{{.Swarm.NodeID}}')" >/dev/null
}

deploy_stack() {
    SLIPWAY_ENV_FILE="$work/env" "$project/swarm/deploy" >"$work/deploy.log" 2>&1 || check_failed "swarm/deploy failed; the end of $work/deploy.log: $(tail -n 5 "$work/deploy.log")"
}

# Services whose tasks are not all there and healthy: a task with a health check counts once it is.
await_services() {
    local waiting end=$((SECONDS + 420))
    while true; do
        waiting=$(docker stack services slipway-check --format '{{.Name}} {{.Replicas}}' \
            | awk '$1 !~ /_(migrator|topics)$/ { split($2, n, "/"); if (n[1] != n[2]) print }')
        [ -n "$waiting" ] || break
        [ $SECONDS -lt $end ] || check_failed "not there after 420 s: $waiting"
        sleep 1
    done
    for waiting in migrator topics; do
        until docker service ps "slipway-check_$waiting" --format '{{.CurrentState}}' | grep -q '^Complete'; do
            [ $SECONDS -lt $end ] || check_failed "$waiting has not done its work after 420 s: $(docker service ps "slipway-check_$waiting" --format '{{.CurrentState}} {{.Error}}' | head -n 3)"
            sleep 1
        done
    done
}

# await_update SERVICE STATE: until Swarm says that an update has come to this end.
await_update() {
    local state end=$((SECONDS + 420))
    while true; do
        state=$(docker service inspect "slipway-check_$1" --format '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}')
        [ "$state" != "$2" ] || return 0
        [ $SECONDS -lt $end ] || check_failed "the update of $1 is '$state' after 420 s, wanted $2"
        sleep 1
    done
}

tasks_of() {
    docker ps --quiet --filter "label=com.docker.swarm.service.name=slipway-check_$1"
}

check_deploy() {
    step "deploying the stack"
    deploy_stack
    await_services
    step "all are there"
}

check_tasks_closed() {
    local service task
    for service in $image_services; do
        for task in $(tasks_of "$service"); do
            check_closed "$task"
            check_cache "$task"
        done
    done
    check_passwords
    [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$(sed -n 's/^SLIPWAY_REGISTRY_PORT=//p' "$work/env")/v2/")" = 401 ] \
        || check_failed "the registry answers strangers"
    step "the services are closed: no root, no capability, nothing to write to, no password to inspect; the registry wants a login"
}

check_scaled_stage() {
    docker service scale --detach=true slipway-check_scanner=3 slipway-check_deployer=2 >"$work/scale.log" 2>&1 || check_failed "could not scale: $(tail -n 3 "$work/scale.log")"
    await_services
    [ "$(tasks_of scanner | wc -l)" = 3 ] || check_failed "wanted three scanners, found $(tasks_of scanner | wc -l)"
    step "scaled: three scanners, two deployers"
}

# Another environments.yaml is another config, and whoever reads it is started anew, one task after the other.
check_changed_settings() {
    local before
    before=$(docker service inspect slipway-check_promoter --format '{{(index .Spec.TaskTemplate.ContainerSpec.Configs 0).ConfigName}}')
    echo '# changed' >>"$work/operators/environments.yaml"
    deploy_stack
    await_update promoter completed
    await_services
    [ "$before" != "$(docker service inspect slipway-check_promoter --format '{{(index .Spec.TaskTemplate.ContainerSpec.Configs 0).ConfigName}}')" ] \
        || check_failed "the promoter still has $before after environments.yaml was changed"
    [ "$(tasks_of scanner | wc -l)" = 1 ] || check_failed "the stack file says one scanner, and there are $(tasks_of scanner | wc -l)"
    step "a changed environments.yaml was rolled out"
}

# A scanner that cannot start: Swarm goes back to the one before by itself.
check_way_back() {
    local serving
    serving=$(tasks_of scanner)
    docker service update --detach=true --env-add SLIPWAY_SCANNER_DOCKER_CONFIG=/run/secrets/nothing-there slipway-check_scanner >"$work/update.log" 2>&1 || true
    await_update scanner rollback_completed
    await_services
    [ "$(tasks_of scanner)" = "$serving" ] || check_failed "the scanner that worked was not kept"
    step "a scanner that cannot start was taken back, and the one before never stopped"
}

check_removed() {
    docker stack rm slipway-check >"$work/rm.log" 2>&1 || check_failed "the stack could not be removed: $(tail -n 3 "$work/rm.log")"
    local end=$((SECONDS + 120))
    while [ -n "$(docker ps --all --quiet --filter "label=$check_label")$(docker network ls --quiet --filter "label=$check_label")" ]; do
        [ $SECONDS -lt $end ] || check_failed "still there 120 s after the stack was removed: $(docker ps --all --filter "label=$check_label" --format '{{.Names}}' | head -n 3)"
        sleep 1
    done
    [ -z "$(docker secret ls --quiet --filter "label=$check_label")$(docker config ls --quiet --filter "label=$check_label")" ] || check_failed "secrets or configs were left behind"
    serves "$prod_port" 2 || check_failed "prod does not serve while Slipway is away"
    step "removed; what was deployed serves on"
}

end_swarm_check() {
    local code=$?
    trap - EXIT INT TERM HUP
    end_child
    if [ -n "$check_keep" ]; then
        say "kept: console at http://127.0.0.1:${console_port:-?} (token in $work/secrets/console-token)"
        exit "$code"
    fi
    if [ -n "$swarm_made" ]; then
        docker stack rm slipway-check >/dev/null 2>&1 || true
        local i
        for i in $(seq 1 60); do
            [ -n "$(docker ps --all --quiet --filter "label=$check_label")" ] || break
            sleep 1
        done
        docker swarm leave --force >/dev/null 2>&1 || true
        [ -z "$bridge_made" ] || docker network rm docker_gwbridge >/dev/null 2>&1 || true
        docker volume ls --quiet --filter "label=$check_label" | xargs -r docker volume rm >/dev/null 2>&1 || true
        forget_app
    fi
    exit "$code"
}
