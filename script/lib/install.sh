# shellcheck shell=bash
# Sourced: installs the Debian packages that a purpose needs and this machine lacks, nothing else.
#
#     install_packages build test      # purposes; nothing missing: 0.05 s, no root, no network
#
# Debian 12 and 13. Never asks a question; as root, or through sudo. What apt prints is shown only
# when it fails.

# The clang that `clang` stands for here: 14 on Debian 12, 19 on Debian 13.
clang_version() {
    local version
    version=$(dpkg-query -W -f='${Depends}' clang 2>/dev/null | grep -o 'clang-[0-9]*' | head -n 1) || true
    [ -n "$version" ] ||
        version=$(apt-cache depends clang 2>/dev/null | grep -o 'Depends: clang-[0-9]*' | head -n 1) || true
    if [ -n "$version" ]; then
        echo "${version##*-}"
    elif grep -qs '^VERSION_ID="12"' /etc/os-release; then
        echo 14
    else
        echo 19
    fi
}

packages_for() {
    case $1 in
    build)
        echo gcc libc6-dev meson ninja-build pkg-config python3 nettle-dev libyaml-dev \
            libxxhash-dev libsodium-dev libexpat1-dev libzip-dev libicu-dev libsqlite3-dev \
            libpq-dev libmicrohttpd-dev libgnutls28-dev
        ;;
    node)
        # What script/node is written in, and makes the certificates of its --tls with.
        echo python3 openssl
        ;;
    lint)
        # One layout everywhere: the rules of clang-format change with its version.
        echo python3 clang-format-19 shellcheck
        ;;
    clang)
        echo clang "libclang-rt-$(clang_version)-dev" "llvm-$(clang_version)"
        ;;
    test)
        # Oracles: jansson for JSON, gmp for the naive reference. Locales and zones: same bytes.
        echo libcmocka-dev libjansson-dev libgmp-dev python3 python3-yaml librsvg2-bin locales \
            tzdata util-linux mandoc postgresql golang-go golang-golang-x-mod-dev openssl curl \
            python3-venv bind9-utils \
            python3-jsonschema python3-cryptography
        ;;
    bench)
        # The baselines that the benches print beside their figures, and what puts load on them.
        echo libsqlite3-dev sqlite3 nginx wrk openssl
        ;;
    *)
        echo "install.sh: no purpose '$1'" >&2
        return 1
        ;;
    esac
}

# Of the packages named, those that are not installed, one a line.
missing_packages() {
    local have
    have=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^.i. *//p') || true
    comm -23 <(printf '%s\n' "$@" | sort -u) <(printf '%s\n' "$have" | sort -u)
}

# Runs a command as root; as ourselves when we are.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif [ -t 0 ]; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# True when apt's lists, as they are, can name a version of every package.
all_known() {
    local package
    for package in "$@"; do
        [ -n "$(apt-cache show --no-all-versions "$package" 2>/dev/null)" ] || return 1
    done
}

apt_install() {
    as_root apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        install --no-install-recommends "$@"
}

apt_update() {
    as_root apt-get -qq -o DPkg::Lock::Timeout=300 update
}

install_packages() {
    local names=() missing=() purpose log
    for purpose in "$@"; do
        local of_purpose
        of_purpose=$(packages_for "$purpose") || return 1
        read -ra of_purpose <<<"$of_purpose"
        names+=("${of_purpose[@]}")
    done
    if ! command -v dpkg-query >/dev/null; then
        echo "trefoil: these scripts install with apt (Debian 12 or 13); here, install by hand:" >&2
        echo "    ${names[*]}" >&2
        return 1
    fi
    mapfile -t missing < <(missing_packages "${names[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        echo "trefoil: packages are missing, and neither root nor sudo is here. As root, run:" >&2
        echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
        return 1
    fi
    echo "installing ${missing[*]}" >&2
    log=$(mktemp)
    if { all_known "${missing[@]}" || apt_update; } >"$log" 2>&1 &&
        { apt_install "${missing[@]}" || { apt_update && apt_install "${missing[@]}"; }; } >>"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    cat "$log" >&2
    rm -f "$log"
    echo "trefoil: could not install the packages that are missing. As root, run:" >&2
    echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
    return 1
}
