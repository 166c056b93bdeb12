# Completion of exo in bash: eval "$(exo completion bash)"
_exo_completion() {
    local answer line status
    answer=$(
        EXO_COMPLETE=bash COMP_LINE=${COMP_LINE-} COMP_POINT=${COMP_POINT-} COMP_CWORD=${COMP_CWORD-} \
            "${1:-exo}" "${2-${COMP_WORDS[COMP_CWORD]}}" "${COMP_WORDS[@]}" 2>/dev/null
    )
    status=$?
    COMPREPLY=()
    if [ "$status" -eq 3 ]; then
        # A path: bash's own completion where it can be asked for it (4.0 and newer).
        compopt -o default 2>/dev/null || while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${2-}")
        return
    fi
    while IFS= read -r line; do
        [ -n "$line" ] && COMPREPLY+=("$line")
    done <<<"$answer"
    # A kind (pathway:) is followed by a name, not by a space.
    if [ "${#COMPREPLY[@]}" -eq 1 ] && [ "${COMPREPLY[0]: -1}" = : ]; then
        compopt -o nospace 2>/dev/null
    fi
    return 0
}
complete -F _exo_completion exo
