# fish completion for neotool. Asks the program that is being typed: `./neotool` of one checkout is not answered by another one.
function __neotool_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    for line in ($typed[1] dev complete -- $typed[2..-1] "$current" 2>/dev/null)
        switch $line
            case :directories
                __fish_complete_directories "$current"
            case :all
                __fish_complete_path "$current"
            case '*'
                echo $line
        end
    end
end
complete --command neotool --no-files --keep-order --arguments '(__neotool_complete)'
