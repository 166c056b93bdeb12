#compdef exo
# Completion of exo in zsh: eval "$(exo completion zsh)"
_exo() {
    local answer line code
    local -a values shown kinds
    answer=$(EXO_COMPLETE=zsh ${(Q)words[1]} "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
    code=$?
    if (( code == 3 )); then
        _files
        return
    fi
    for line in ${(f)answer}; do
        # A kind (pathway:) is followed by a name, not by a space.
        if [[ ${line%%$'\t'*} == *: ]]; then
            kinds+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        else
            values+=("${${${line%%$'\t'*}//\\/\\\\}//:/\\:}:${line#*$'\t'}")
        fi
    done
    (( $#values + $#kinds )) || return 1
    # Upper and lower case are the same.
    _describe -V -t exo exo values -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}'
    _describe -V -t exo-kinds kind kinds -S '' -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}'
    return 0
}
if [[ $funcstack[1] == _exo ]]; then
    # Loaded from a folder of functions.
    _exo "$@"
else
    # -D: compinit writes no dump file on behalf of exo.
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -D }
    compdef _exo exo
fi
