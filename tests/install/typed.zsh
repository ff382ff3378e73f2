#!/usr/bin/zsh -f
# What a terminal shows when somebody types into a shell: typed.zsh SHELL PREPARATION KEYS. Reads until nothing comes for a second.
zmodload zsh/zpty
zpty -b shell env TERM=dumb PS1=: $=1
zpty -w shell "stty -echo; $2; stty echo; PS1='ready'': '"
while zpty -r -m shell said '*ready: *' 2>/dev/null && [[ $said != *ready:\ * ]]; do :; done
zpty -n -w shell $3
integer quiet=0
while ((quiet < 10)); do
    if zpty -r -t shell said; then print -rn -- "$said" && quiet=0; else sleep 0.1 && quiet+=1; fi
done
zpty -d shell
