# shellcheck shell=bash disable=SC2154
# Builds the images of the services and of the migrator: './slipway images'. Read by ./slipway, whose functions it uses.

# All of java.*, because libraries ask for classes by name; of jdk.* what they and operators use.
java_modules=java.se,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs
image_services="builder scanner promoter deployer console"
made_base=slipway-base/debian:bookworm

images() {
    local tag=latest base=debian:bookworm-slim base_given="" parts="$project/target/images" created revision
    while [ $# -gt 0 ]; do
        case "$1" in
            --tag) tag=${2:-} ;;
            --base) base=${2:-} base_given=yes ;;
            *) stop_with "images: found '$1', wanted --tag T or --base IMAGE" ;;
        esac
        [[ ${2:-} =~ ^[A-Za-z0-9_][A-Za-z0-9_./:@-]*$ ]] || stop_with "images: $1 is '${2:-}', wanted the $([ "$1" = --tag ] && echo 'tag of an image, such as 1.0' || echo 'name of an image, such as debian:bookworm-slim')"
        shift 2
    done
    need_disk
    find_java_and_maven
    prepare_for_images
    build
    choose_base
    about_source
    lay_out_parts
    make_java
    check_sboms
    build_images
}

prepare_for_images() {
    need git git
    need curl curl
    need docker docker.io
    engine=""
    ! command -v curl >/dev/null || find_engine || true
    [ -n "$engine" ] || stop_with "no Docker Engine answers at ${DOCKER_HOST:-unix:///var/run/docker.sock}: start one, or set DOCKER_HOST; images are built into it"
    install_missing
    export DOCKER_HOST=$engine
}

has_image() {
    docker image inspect "$1" >/dev/null 2>&1
}

# The base that was asked for; else Debian as the engine has it or can pull it, or as its packages make it here.
choose_base() {
    has_image "$base" || docker pull --quiet "$base" >"$cache/pull.log" 2>&1 || {
        [ -z "$base_given" ] || stop_with "image $base is not in the engine and could not be pulled: $(tail -n 1 "$cache/pull.log")"
        say "$base cannot be pulled ($(tail -n 1 "$cache/pull.log")); its like is made from the distribution's packages"
        base=$made_base
        has_image "$base" || import_packages "$base" bash,coreutils
    }
    docker run --rm --network none --entrypoint /bin/bash "$base" -c 'readlink /proc/self/exe && tr a b </dev/null' >/dev/null 2>"$cache/base.log" \
        || stop_with "image $base has no bash with readlink and tr, which the health check needs (the engine says: $(tail -n 1 "$cache/base.log")): choose a base that has, such as debian:bookworm-slim"
}

# import_packages IMAGE PACKAGES [OPTION OF docker import...]: an image of packages of the distribution, unpacked and not
# set up; what dpkg would know of them is written as images without dpkg have it.
import_packages() {
    local image=$1 packages=$2 tar
    shift 2
    need mmdebstrap mmdebstrap
    install_missing
    tar=$(mktemp "$cache/root-XXXXXX.tar")
    say "making $image from the distribution's packages ($packages)"
    # shellcheck disable=SC2016
    mmdebstrap --quiet --variant=extract "--include=base-files,base-passwd,dash,$packages" --extract-hook='
            cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"
            cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
            [ -e "$1/bin/sh" ] || ln -s dash "$1/bin/sh"
            mkdir -p "$1/var/lib/dpkg/status.d"
            for deb in "$1"/var/cache/apt/archives/*.deb; do
                dpkg-deb --field "$deb" >"$1/var/lib/dpkg/status.d/$(dpkg-deb --field "$deb" Package)"
            done' \
        bookworm "$tar" >"$cache/mmdebstrap.log" 2>&1 \
        || { rm -f "$tar"; stop_with "mmdebstrap could not make $image; the end of $cache/mmdebstrap.log: $(tail -n 5 "$cache/mmdebstrap.log")"; }
    docker import "$@" "$tar" "$image" >/dev/null || { rm -f "$tar"; stop_with "the engine did not take $image"; }
    rm -f "$tar"
}

# Which commit this is, and when it was made: with the same commit, files and labels are the same.
about_source() {
    revision=unknown
    created=$(grep -o 'outputTimestamp>[^<]*' "$project/pom.xml" | cut -d '>' -f 2)
    if git -C "$project" rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
        revision=$(git -C "$project" rev-parse HEAD)
        created=$(TZ=UTC git -C "$project" show -s --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ HEAD)
        if [ -n "$(git -C "$project" status --porcelain --untracked-files=no)" ]; then
            revision+=-modified
            say "there are changes that are not committed; the images say so: revision $revision"
        fi
    fi
}

# Libraries that all services have alike, those of one service, and our own code: each its own layer.
lay_out_parts() {
    local service app
    rm -rf "$parts/common" "$parts/migrator"
    mkdir -p "$parts/common/lib/main"
    for service in $image_services; do
        (cd "$project/$service-service/target/quarkus-app" && find lib -name '*.jar' ! -name 'dev.slipway.*' -exec sha256sum {} +)
    done | sort | uniq -c | awk -v all="$(wc -w <<<"$image_services")" '$1 == all { print $3 }' >"$parts/common.list"
    for service in $image_services; do
        app="$project/$service-service/target/quarkus-app"
        rm -rf "${parts:?}/$service"
        mkdir -p "$parts/$service/libraries" "$parts/$service/own"
        [ "$service" != builder ] || (cd "$app" && cp --parents $(<"$parts/common.list") "$parts/common/")
        (cd "$app" && find lib -name '*.jar' ! -name 'dev.slipway.*' | grep -vxFf "$parts/common.list" | xargs -r cp --parents -t "$parts/$service/libraries/")
        (cd "$app" && cp -r --parents app quarkus quarkus-run.jar lib/main/dev.slipway.* "$parts/$service/own/")
        cp "$project/$service-service/target/bom.json" "$parts/$service/own/sbom.json"
    done
    mkdir -p "$parts/migrator/lib/main"
    cp "$project"/console-service/target/quarkus-app/lib/main/dev.slipway.{ledger,lifecycle-events,lifecycle-model}-*.jar "$parts/migrator/lib/main/"
    cp "$project/ledger/target/bom.json" "$parts/migrator/sbom.json"
    cp "$project"/images/{Dockerfile,healthy,java-options,make-cache} "$parts/"
}

# A Java that has what is needed and no more: a fifth of a JDK.
make_java() {
    local wanted
    wanted="$("$JAVA_HOME/bin/java" --version | head -n 3) $java_modules"
    if [ "$(cat "$parts/java.made" 2>/dev/null)" != "$wanted" ]; then
        say "linking a Java runtime for the images"
        rm -rf "$parts/java" "$parts/java.made"
        "$JAVA_HOME/bin/jlink" --add-modules "$java_modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
            --output "$parts/java" >"$cache/jlink.log" 2>&1 \
            || stop_with "jlink could not link a Java runtime from $JAVA_HOME; the end of $cache/jlink.log: $(tail -n 5 "$cache/jlink.log")"
        echo "$wanted" >"$parts/java.made"
    fi
    find "$parts" -exec touch --no-dereference --date "$created" {} +
}

# A list of contents that leaves something out is worse than none.
check_sboms() {
    local service jar
    for service in $image_services; do
        grep -o '"purl" *: *"pkg:maven/[^"?]*' "$parts/$service/own/sbom.json" | sed 's|.*pkg:maven/||; s|/|.|; s|@|-|' | sort -u >"$parts/$service.listed"
        for jar in "$project/$service-service/target/quarkus-app"/lib/*/*.jar; do
            jar=$(basename "$jar" .jar)
            grep -qxF -e "$jar" -e "${jar%-linux-*}" "$parts/$service.listed" \
                || stop_with "$jar is in the image of the $service and not in its SBOM ($parts/$service/own/sbom.json)"
        done
    done
}

build_images() {
    local service title
    for service in $image_services; do
        title=$(sed -n 's|^  <description>\(.*\)</description>|\1|p' "$project/$service-service/pom.xml")
        build_image service "slipway/$service-service:$tag" "Slipway $service" "$title" --build-arg "SERVICE=$service"
    done
    build_image migrator "slipway/migrator:$tag" "Slipway migrator" "Brings the ledger's schema to the version that the services need, and ends."
    docker image ls --format '{{.Repository}}:{{.Tag}}  {{.Size}}' --filter "label=org.opencontainers.image.revision=$revision" | grep "^slipway/.*:$tag " | sort -u
}

build_image() {
    local target=$1 image=$2 title=$3 description=$4
    shift 4
    run_to_end docker build --quiet --target "$target" --tag "$image" --build-arg "BASE=$base" "$@" \
        --label "org.opencontainers.image.title=$title" \
        --label "org.opencontainers.image.description=$description" \
        --label "org.opencontainers.image.revision=$revision" \
        --label "org.opencontainers.image.created=$created" \
        --label "org.opencontainers.image.base.name=$base" \
        "$parts" >"$cache/image.log" 2>&1 \
        || { say "$image could not be built; the end of $cache/image.log:"; tail -n 20 "$cache/image.log" >&2; exit 1; }
}
