# Completion of exo in fish: exo completion fish | source
function __exo_completion
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    # Without the quotes and backslashes, closed or not.
    set -l bare (string unescape -- "$typed" 2>/dev/null; or string unescape -- "$typed'" 2>/dev/null; or string unescape -- "$typed\"" 2>/dev/null; or string replace -r '^[\'"]' '' -- "$typed")
    set -lx EXO_COMPLETE fish
    set -l answer ($words[1] $words[2..-1] "$bare" 2>/dev/null)
    if test $status -eq 3
        __fish_complete_path "$typed"
    else if set -q answer[1]
        printf '%s\n' $answer
    end
end
complete -c exo -f -a '(__exo_completion)'
