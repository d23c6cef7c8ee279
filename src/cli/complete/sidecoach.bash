_sidecoach() {
    local candidate word="${2-${COMP_WORDS[COMP_CWORD]}}"
    [[ ${COMP_WORDS[COMP_CWORD]} == = ]] && word="="
    COMPREPLY=()
    while IFS= read -r candidate; do
        # Bash takes a candidate for what is typed. Behind an open quote, what that would not keep as it is is left out.
        case ${COMP_WORDS[COMP_CWORD]} in
            \'*) [[ $candidate == *\'* ]] && continue ;;
            \"*) [[ $candidate == *[\"\$\`\\!]* ]] && continue ;;
            *) printf -v candidate %q "$candidate" && candidate=${candidate//\\,/,} ;;
        esac
        COMPREPLY+=("$candidate")
    done < <(SIDECOACH_COMPLETE=bash sidecoach -- "${COMP_WORDS[@]:0:COMP_CWORD}" "$word" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _sidecoach sidecoach
