# shellcheck shell=bash disable=SC2154
# './slipway check-compose': docker-compose.yml run as it is, with stand-ins for the images that it pulls, and a sample taken
# to production twice. Read by ./slipway, whose functions it uses, as those of images/images.sh.

check_app=compose-greeter
check_keep=""
# which check this is, and what its containers have
check_name=check-compose
check_label=com.docker.compose.project=slipway-check

check_compose() {
    local arguments=()
    work="$project/target/compose-check"
    apps="$work/operators/apps"
    while [ $# -gt 0 ]; do
        case "$1" in
            --keep) check_keep=yes ;;
            *) arguments+=("$1") ;;
        esac
        shift
    done
    find_java_and_maven
    prepare_for_images
    find_compose
    trap end_check EXIT
    images --tag check ${arguments[@]+"${arguments[@]}"}
    make_stand_ins
    make_room
    check_file
    check_start
    check_hardening
    check_first_commit
    check_scaled
    check_second_commit
    check_backup
    check_changed_password
    check_restart
    check_restore
    step "all held"
}

find_compose() {
    if docker compose version >/dev/null 2>&1; then
        compose_command=(docker compose)
    elif command -v docker-compose >/dev/null; then
        compose_command=(docker-compose)
    else
        need docker-compose docker-compose
        install_missing
        compose_command=(docker-compose)
    fi
}

compose() {
    "${compose_command[@]}" --project-name slipway-check --project-directory "$project" --env-file "$work/env" \
        --file "$project/docker-compose.yml" --file "$project/compose/check/check.yml" "$@"
}

# One set of packages for all stand-ins, Kafka from the jars of the embedded stack.
make_stand_ins() {
    local parts="$project/target/images/stand-ins" packages=slipway-base/stand-ins:bookworm name
    has_image "$packages" || import_packages "$packages" bash,coreutils,libc-bin,util-linux,postgresql-15,docker-registry,busybox-static,git,lighttpd
    has_image slipway-base/python:bookworm || import_packages slipway-base/python:bookworm python3
    has_image slipway-base/haproxy:bookworm || import_packages slipway-base/haproxy:bookworm haproxy
    mkdir -p "$parts/kafka"
    cp "$project"/compose/check/* "$parts/"
    cp -r "$project/target/images/java" "$parts/"
    cp "$project"/demo/target/lib/*.jar "$parts/kafka/"
    [ -s "$parts/kafka/kafka-tools-4.1.2.jar" ] \
        || "$maven" -q -B -f "$project/pom.xml" -N org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
            -Dartifact=org.apache.kafka:kafka-tools:4.1.2 "-DoutputDirectory=$parts/kafka" >"$cache/kafka-tools.log" 2>&1 \
        || stop_with "Maven could not get kafka-tools 4.1.2 for the stand-in of Kafka's image; the end of $cache/kafka-tools.log: $(tail -n 5 "$cache/kafka-tools.log")"
    for name in postgres registry kafka git; do
        docker build --quiet --target "$name" --tag "slipway-base/$name:check" --build-arg "PACKAGES=$packages" "$parts" >"$cache/image.log" 2>&1 \
            || stop_with "the stand-in for $name could not be built; the end of $cache/image.log: $(tail -n 5 "$cache/image.log")"
    done
}

free_port() {
    local port
    while true; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

make_room() {
    rm -rf "$work"
    mkdir -p "$work/git"
    console_port=$(free_port) dev_port=$(free_port) prod_port=$(free_port)
    cat >"$work/env" <<TEXT
SLIPWAY_TAG=check
SLIPWAY_POSTGRES_IMAGE=slipway-base/postgres:check
SLIPWAY_KAFKA_IMAGE=slipway-base/kafka:check
SLIPWAY_REGISTRY_IMAGE=slipway-base/registry:check
SLIPWAY_PROXY_IMAGE=slipway-base/haproxy:bookworm
SLIPWAY_CONSOLE_PORT=$console_port
SLIPWAY_DATABASE_PORT=$(free_port)
SLIPWAY_KAFKA_PORT=$(free_port)
SLIPWAY_REGISTRY_PORT=$(free_port)
SLIPWAY_GIT_HOSTS=git
SLIPWAY_SECRETS=$work/secrets
SLIPWAY_OPERATORS=$work/operators
SLIPWAY_ADVISORIES=$work/advisories
SLIPWAY_STATE=$work/state
SLIPWAY_ENGINE_SOCKET=${engine#unix://}
CHECK_GIT_IMAGE=slipway-base/git:check
CHECK_GIT_FOLDER=$work/git
TEXT
    SLIPWAY_ENV_FILE="$work/env" "$project/compose/prepare" 2>"$work/prepare.log" || stop_with "compose/prepare failed: $(tail -n 3 "$work/prepare.log")"
    cat >"$work/operators/environments.yaml" <<TEXT
environments:
  - name: dev
    auto: true
    gates: {scan: {max: {critical: 100}}}
    strategy: {start: 30s, bake: 3s}
    target: {docker: {host: "unix:///var/run/docker.sock", listen: "127.0.0.1:$dev_port"}}
  - name: prod
    after: [dev]
    auto: true
    gates: {approvals: {count: 1, role: release-manager}}
    strategy: {canary: [50, 100], step: 2s, start: 30s, bake: 3s}
    target: {docker: {host: "unix:///var/run/docker.sock", listen: "127.0.0.1:$prod_port"}}
TEXT
    mkdir -p "$apps/$check_app"
    od -An -N 16 -tx1 /dev/urandom | tr -d ' \n' >"$apps/$check_app/greeting-key"
    chmod 444 "$apps/$check_app/greeting-key"
    echo "secrets: {greeting-key: file:/etc/slipway/apps/$check_app/greeting-key}" >"$apps/$check_app/prod.yaml"
    make_sample
}

sample_git() {
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null git -C "$work/sample" -c user.name='Ada Example' -c user.email=ada@example.org "$@"
}

make_sample() {
    cp -r "$project/examples/greeter" "$work/sample"
    sed -i "s/^app: .*/app: $check_app/" "$work/sample/slipway.yaml"
    sample_git init --quiet --initial-branch=main
    sample_commit 'Greet the world'
    git clone --quiet --bare "$work/sample" "$work/git/greeter.git"
}

sample_commit() {
    sample_git add --all
    sample_git commit --quiet --message "$1"
    commit=$(sample_git rev-parse HEAD)
}

check_failed() {
    say "$check_name: $1"
    mkdir -p "$work/logs"
    local container
    for container in $(docker ps --all --quiet --filter "label=$check_label"); do
        docker logs "$container" >"$work/logs/$(docker inspect --format '{{slice .Name 1}}' "$container").log" 2>&1 || true
    done
    say "what each container wrote is in $work/logs"
    exit 1
}

step() {
    say "$check_name: $1 (${SECONDS} s)"
}

check_file() {
    compose config >"$work/config.yml" 2>"$work/config.log" || check_failed "${compose_command[*]} does not take docker-compose.yml: $(tail -n 3 "$work/config.log")"
}

containers() {
    docker ps --all --filter "label=$check_label" --filter "label=com.docker.compose.service=$1" --format '{{.Names}}'
}

# All that should stay are healthy; what should end has ended well.
await_healthy() {
    local waiting end=$((SECONDS + 180))
    while true; do
        waiting=$(docker ps --all --filter "label=$check_label" --format '{{.Names}} {{.Status}}' \
            | grep -vE '\(healthy\)$|Exited \(0\)|check_git|check-git' || true)
        [ -n "$waiting" ] || return 0
        [ $SECONDS -lt $end ] || check_failed "not healthy after 180 s: $waiting"
        sleep 1
    done
}

up_with() {
    compose up --detach "$@" >"$work/up.log" 2>&1 || check_failed "'${compose_command[*]} up' failed; the end of $work/up.log: $(tail -n 5 "$work/up.log")"
    await_healthy
}

check_start() {
    step "starting the stack with ${compose_command[*]}"
    up_with
    step "all are healthy"
}

check_hardening() {
    local service container found
    for service in $image_services; do
        container=$(containers "$service-service")
        found=$(docker inspect --format '{{.HostConfig.SecurityOpt}}' "$container")
        [ "$found" = "[no-new-privileges:true]" ] || check_failed "$container may gain privileges: $found"
        check_closed "$container"
        check_cache "$container"
    done
    check_passwords
    step "the services are closed: no root, no capability, nothing to write to, no password to inspect; all started from their caches"
}

check_closed() {
    local found
    found=$(docker inspect --format '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.Memory}}' "$1")
    [[ $found = "true [ALL] "[1-9]* ]] || check_failed "$1 is not as closed as it should be: $found"
    # shellcheck disable=SC2016
    [ "$(docker exec "$1" /bin/bash -c 'echo $UID')" != 0 ] || check_failed "$1 runs as root"
    docker exec "$1" /bin/bash -c ': >/slipway/written' 2>/dev/null && check_failed "$1 can write to its root file system"
    return 0
}

# Java goes on without a cache that does not fit, only slower, after a warning in the log: what is mapped tells.
check_cache() {
    # shellcheck disable=SC2016
    docker exec "$1" /bin/bash -c '[[ $(</proc/1/maps) = */slipway/service.aot* ]]' \
        || check_failed "$1 was started without its cache of classes; the first lines of its log say why"
}

check_passwords() {
    local secret
    for secret in "$work"/secrets/*-database.properties; do
        # shellcheck disable=SC2046
        docker inspect $(docker ps --all --quiet --filter "label=$check_label") | grep -qF "$(cut -d = -f 2 "$secret")" \
            && check_failed "the password in $secret can be seen by whoever may inspect the containers"
    done
    return 0
}

as() {
    local file=$1
    shift
    (SLIPWAY_URL="http://127.0.0.1:$console_port" SLIPWAY_TOKEN_FILE=$file client "$@")
}

operator() {
    as "$work/secrets/console-token" "$@"
}

serves() {
    [[ "$(curl -fsS --max-time 5 "http://127.0.0.1:$1/" 2>/dev/null)" = *"(greeter $2)"* ]]
}

to_production() {
    local version=$1 digest build
    operator build --repository http://git/git/greeter.git --commit "$commit" --ref refs/heads/main --wait --until dev --timeout 180 >"$work/build-$version.log" 2>&1 \
        || check_failed "commit $commit did not get to dev: $(tail -n 3 "$work/build-$version.log")"
    serves "$dev_port" "$version" || check_failed "dev does not serve version $version"
    digest=$(docker inspect --format '{{.Config.Image}}' "$(docker ps --quiet --filter "label=slipway.app=$check_app" --filter label=slipway.environment=dev --filter label=slipway.part=app | head -n 1)" | sed 's/.*@//')
    as "$work/mona" approve "$digest" --environment prod --reason 'looked at it in dev' >"$work/approve-$version.log" 2>&1 \
        || check_failed "$digest could not be approved: $(tail -n 3 "$work/approve-$version.log")"
    build=$(sed -n 's/^build //p' "$work/build-$version.log" | head -n 1)
    operator watch "$build" --until prod --timeout 180 >"$work/watch-$version.log" 2>&1 || check_failed "$digest did not get to prod: $(tail -n 3 "$work/watch-$version.log")"
    serves "$prod_port" "$version" || check_failed "prod does not serve version $version"
    step "version $version serves in dev and prod"
}

check_first_commit() {
    operator token create mona --role viewer --role approver:release-manager >"$work/mona" 2>"$work/mona.log" || check_failed "no token could be made: $(tail -n 3 "$work/mona.log")"
    to_production 1
    local app
    app=$(docker ps --quiet --filter "label=slipway.app=$check_app" --filter label=slipway.environment=prod --filter label=slipway.part=app)
    [ "$(docker exec "$app" python3 -c 'print(open("/run/secrets/greeting-key").read())')" = "$(cat "$apps/$check_app/greeting-key")" ] || check_failed "the app in prod was not given its secret"
}

check_scaled() {
    up_with --scale builder-service=2 --scale scanner-service=3 --scale promoter-service=2 --scale deployer-service=2
    [ "$(containers scanner-service | wc -l)" = 3 ] || check_failed "wanted three scanners, found $(containers scanner-service)"
    step "scaled: two builders, promoters and deployers, three scanners"
}

check_second_commit() {
    (cd "$work/sample" && git apply "$project/examples/greeter-upgrade.patch")
    sample_commit 'Greet in the evening'
    sample_git push --quiet "$work/git/greeter.git" main
    to_production 2
    operator ledger verify >"$work/verify.log" 2>&1 || check_failed "the ledger does not hold: $(tail -n 3 "$work/verify.log")"
}

ledger_entries() {
    compose exec -T postgres psql --username postgres --tuples-only --no-align --command 'select subject_key, seq, hash from ledger_entry' "$1" | sort
}

# As docs/operating.md has it: out of the running database, and back into another one, while services go on writing.
check_backup() {
    ledger_entries slipway >"$work/entries-before"
    compose exec -T postgres pg_dump --username postgres --format custom slipway >"$work/slipway.dump" || check_failed "the database could not be dumped"
    compose exec -T postgres createdb --username postgres restored || check_failed "no second database could be made"
    compose exec -T postgres pg_restore --username postgres --dbname restored --exit-on-error <"$work/slipway.dump" || check_failed "the dump could not be restored"
    ledger_entries restored >"$work/entries-restored"
    ledger_entries slipway >"$work/entries-after"
    [ -s "$work/entries-before" ] && [ -z "$(comm -23 "$work/entries-before" "$work/entries-restored")$(comm -23 "$work/entries-restored" "$work/entries-after")" ] \
        || check_failed "the restored ledger is not the one that was dumped: compare entries-before, -restored and -after in $work"
    compose exec -T postgres dropdb --username postgres restored
    step "dumped and restored"
}

check_restart() {
    compose down >"$work/down.log" 2>&1 || check_failed "'${compose_command[*]} down' failed: $(tail -n 3 "$work/down.log")"
    serves "$prod_port" 2 || check_failed "prod does not serve while Slipway is down"
    up_with
    operator status >"$work/status.log" 2>&1 && grep -q "$check_app" "$work/status.log" || check_failed "the stack has come back and does not know $check_app: $(tail -n 3 "$work/status.log")"
    operator ledger verify >"$work/verify.log" 2>&1 || check_failed "the ledger does not hold after a restart: $(tail -n 3 "$work/verify.log")"
    step "down and up again: what was deployed served on, and all is known"
}

scanner_password() {
    sed -n 's/^quarkus.datasource.password=//p' "$work/secrets/scanner-database.properties"
}

# opens PASSWORD: whether the scanner's role comes into the database with it, over the network as services do
opens() {
    compose exec -T -e "PGPASSWORD=$1" postgres psql --host postgres --username slipway_scanner --dbname slipway --command 'select 1' >/dev/null 2>&1
}

# As docs/operating.md has it.
check_changed_password() {
    local before
    before=$(scanner_password)
    opens "$before" || check_failed "the scanner's role is not let in with its password"
    rm -f "$work/secrets/scanner-database.properties"
    SLIPWAY_ENV_FILE="$work/env" "$project/compose/prepare" 2>"$work/prepare.log" || check_failed "compose/prepare failed: $(tail -n 3 "$work/prepare.log")"
    compose up --detach --force-recreate migrator >"$work/up.log" 2>&1 || check_failed "the migrator could not run again: $(tail -n 3 "$work/up.log")"
    up_with --force-recreate --no-deps scanner-service
    opens "$before" && check_failed "the scanner's former password still opens the database"
    opens "$(scanner_password)" || check_failed "the scanner's new password does not open the database"
    cp "$work/secrets/console-token" "$work/former-token"
    rm -f "$work/secrets/console-token"
    SLIPWAY_ENV_FILE="$work/env" "$project/compose/prepare" 2>"$work/prepare.log" || check_failed "compose/prepare failed: $(tail -n 3 "$work/prepare.log")"
    up_with --force-recreate --no-deps console-service
    operator status >"$work/status.log" 2>&1 || check_failed "the console does not take its new token: $(tail -n 3 "$work/status.log")"
    as "$work/former-token" status >"$work/status.log" 2>&1 && check_failed "the console takes its former token still"
    step "the scanner has another password and the console another token; the former ones open nothing"
}

# As docs/operating.md has it: the database itself is lost, and comes back from its dump.
check_restore() {
    compose stop builder-service scanner-service promoter-service deployer-service console-service >"$work/down.log" 2>&1 || check_failed "the services could not be stopped: $(tail -n 3 "$work/down.log")"
    compose exec -T postgres pg_dump --username postgres --format custom slipway >"$work/slipway.dump" || check_failed "the database could not be dumped"
    compose exec -T postgres dropdb --username postgres --force slipway || check_failed "the database could not be dropped"
    compose exec -T postgres createdb --username postgres slipway || check_failed "no new database could be made"
    compose exec -T postgres pg_restore --username postgres --dbname slipway --exit-on-error <"$work/slipway.dump" || check_failed "the dump could not be restored"
    up_with
    operator status >"$work/status.log" 2>&1 && grep -q "$check_app" "$work/status.log" || check_failed "the restored stack does not know $check_app: $(tail -n 3 "$work/status.log")"
    operator ledger verify >"$work/verify.log" 2>&1 || check_failed "the restored ledger does not hold: $(tail -n 3 "$work/verify.log")"
    step "the database was lost and restored, and the services go on with it"
}

end_check() {
    local code=$?
    trap - EXIT INT TERM HUP
    end_child
    if [ -n "$check_keep" ]; then
        say "kept: console at http://127.0.0.1:${console_port:-?} (token in $work/secrets/console-token)"
        exit "$code"
    fi
    if [ -f "${work:-/nowhere}/env" ]; then
        compose down --volumes --remove-orphans >>"$work/down.log" 2>&1 || true
        forget_app
    fi
    exit "$code"
}

forget_app() {
    docker ps --all --quiet --filter "label=slipway.app=$check_app" | xargs -r docker rm --force --volumes >/dev/null 2>&1 || true
    docker network ls --quiet --filter "label=slipway.app=$check_app" | xargs -r docker network rm >/dev/null 2>&1 || true
    docker images --quiet --filter label=org.opencontainers.image.source=http://git/git/greeter.git | sort -u | xargs -r docker rmi --force >/dev/null 2>&1 || true
}
