#compdef neotool
# zsh completion for neotool. Asks the program that is being typed: `./neotool` of one checkout is not answered by another one.
_neotool() {
  local program=${words[1]/#\~/$HOME} line value
  local -a lines closed open
  lines=("${(@f)$("$program" dev complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "${lines[@]}"; do
    case $line in
      '') ;;
      :directories) _files -/ ;;
      :all) _files ;;
      *)
        # _describe cuts at the first colon.
        value=${${line%%$'\t'*}//:/\\:}
        if [[ $value == *= ]]; then open+=("$value:${line#*$'\t'}"); else closed+=("$value:${line#*$'\t'}"); fi
        ;;
    esac
  done
  (( ${#closed} )) && _describe -t words neotool closed
  (( ${#open} )) && _describe -t words neotool open -S ''
  return 0
}
# As a file of $fpath it is the function's body; sourced, it makes itself known.
if [[ ${funcstack[1]} == _neotool ]]; then _neotool "$@"; else compdef _neotool neotool; fi
