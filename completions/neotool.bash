# bash completion for neotool. Asks the program that is being typed: `./neotool` of one checkout is not answered by another one.
_neotool() {
  local program=${COMP_WORDS[0]/#\~/$HOME} current=${COMP_WORDS[COMP_CWORD]} after_equals='' line value
  # readline cuts words at "=" and replaces only what stands behind it.
  if [[ $current == = ]]; then
    after_equals=yes
    current=
  elif [[ ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then
    after_equals=yes
  fi
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :directories | :all)
        compopt -o filenames
        local kind=-f
        [[ $line == :directories ]] && kind=-d
        while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen "$kind" -- "$current")
        ;;
      *)
        value=${line%%$'\t'*}
        [[ -n $after_equals ]] && value=${value#*=}
        [[ $value == *= ]] && compopt -o nospace
        COMPREPLY+=("$value")
        ;;
    esac
  done < <("$program" dev complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _neotool neotool
