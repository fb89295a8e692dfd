# shellcheck shell=bash
# Sourced by script/test: runs steps one by one, shows of each its name, time and counts, adds up.
#
#     step NAME COMMAND...     a step that counts: its last line "N passed, M failed[, K skipped]"
#     build_step NAME COMMAND  a step that only succeeds or fails; a success counts nothing
#     summary                  the last line; the exit code
#
# A step that dies, or takes over STEP_SECONDS, or says nothing of tests, is one failure.

STEP_SECONDS=${STEP_SECONDS:-900}
passed=0 failed=0 skipped=0
step_logs=build-logs
mkdir -p "$step_logs"
rm -f "$step_logs"/*.log
step_number=0

# What a failed step's log says of the failures: of many programs those that failed, else all of it.
failed_part() {
    if grep -aq '^==== ' "$1"; then
        sed -n '/^==== /,$p' "$1"
    else
        cat "$1"
    fi
}

run_step() {
    local kind=$1 name=$2 status=0 start log counts p f s note=''
    shift 2
    step_number=$((step_number + 1))
    log=$step_logs/$(printf '%02d' "$step_number").log
    start=${EPOCHREALTIME/[.,]/}
    if [ "$(type -t "$1")" = file ]; then
        timeout --kill-after=10 "$STEP_SECONDS" "$@" >"$log" 2>&1 </dev/null || status=$?
        [ $status -ne 124 ] || note=", stopped after $STEP_SECONDS s"
    else
        "$@" >"$log" 2>&1 </dev/null || status=$?
    fi
    counts=$(grep -aE '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$log" | tail -n 1)
    read -r p f s _ < <(tr -cs '0-9\n' ' ' <<<"${counts:-0 0 0} 0")
    if [ $status -ne 0 ] && [ "$f" = 0 ]; then
        f=1 note="$note, died with $status"
    elif [ -z "$counts" ] && [ "$kind" = counts ]; then
        f=1 note="$note, it counted no test"
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    local took=$((${EPOCHREALTIME/[.,]/} - start))
    printf '%-6s %4d.%d s  %s%s%s\n' "$([ "$f" = 0 ] && echo ok || echo FAILED)" \
        $((took / 1000000)) $((took / 100000 % 10)) "$name" "${counts:+: $counts}" "$note"
    if [ "$f" != 0 ]; then
        failed_part "$log" | tail -n 100 | sed 's/^/    /'
        return 1
    fi
    grep -aE '(^|: )skipped' "$log" | head -n 20 | sed 's/^/    /'
    return 0
}

step() {
    run_step counts "$@"
}

build_step() {
    run_step builds "$@"
}

summary() {
    if [ "$skipped" -gt 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    [ "$failed" -eq 0 ]
}
