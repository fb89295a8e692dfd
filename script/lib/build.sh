# shellcheck shell=bash
# Sourced: configures and builds a folder with meson and ninja, silent unless it fails.
#
#     CC=clang build_in build-clang -Dbuildtype=debug -Dwerror=true -- [NINJA TARGET...]

# Runs a command; prints what it said only if it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    [ $status -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return $status
}

# A folder made for other options, or left half configured, is made anew. One that somebody made by
# hand (no note in it) is used as it is. The folder may hold other things beside the build; they go.
build_in() {
    local folder=$1 options=() asked
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    [ $# -eq 0 ] || shift
    asked="CC=${CC:-} ${options[*]}"
    if [ -f "$folder/asked" ] && [ "$(cat "$folder/asked")" != "$asked" ]; then
        rm -rf "$folder"
    elif [ -d "$folder/meson-private" ] && [ ! -f "$folder/build.ninja" ]; then
        rm -rf "$folder"
    fi
    if [ ! -f "$folder/build.ninja" ]; then
        quietly meson setup "$folder" "${options[@]}" || return 1
        echo "$asked" >"$folder/asked"
    fi
    quietly ninja -C "$folder" "$@"
}
