#!/bin/sh
# Feeds each target for some seconds, beginning with the files of its kind in the tree; what breaks it stays in its folder.
# Usage: tests/fuzz/run.sh FOLDER SECONDS TARGET…
folder=$1
seconds=$2
shift 2
broken=0
for target in "$@"; do
    mkdir -p "$folder/seeds-$target"
    case $target in
    lesson) # a step each: a whole lesson takes as long as thirty of them
        for file in lessons/*.md; do
            awk -v out="$folder/seeds-$target/$(basename "$file" .md)" '
                /^---$/ && marks < 2 { marks++; head = head $0 "\n"; next }
                marks < 2 && /^thumbnail:/ { next }
                marks < 2 { head = head $0 "\n"; next }
                /^```/ { fenced = !fenced }
                /^# / && !fenced { step++; printf "%s", head >(out "-" step) }
                step { print >(out "-" step) }' "$file"
        done ;;
    formula) grep -ho '\$`[^`]*`\$' lessons/*.md | sort -u | split -l 1 - "$folder/seeds-$target/f" ;;
    any | work) find lessons/data tests/data -type f -size -16k -exec cp -f {} "$folder/seeds-$target" \; ;;
    weights) cp -f lessons/data/*.safetensors "$folder/seeds-$target" ;;
    printed) find tests/data -type f -name '*.txt' -exec cp -f {} "$folder/seeds-$target" \; ;;
    markdown) find tests/data -type f -name '*.md' -exec cp -f {} "$folder/seeds-$target" \; ;;
    latex) find tests/data -type f -name '*.tex' -exec cp -f {} "$folder/seeds-$target" \; ;;
    *) find lessons/data tests/data -type f -name "*.$target" -exec cp -f {} "$folder/seeds-$target" \; ;;
    esac
    cp -f tests/fuzz/cases/"$target"/* "$folder/seeds-$target" 2>/dev/null
    ln -sf fuzz "$folder/$target"
    ASAN_OPTIONS=allocator_may_return_null=1:quarantine_size_mb=8 "$folder/$target" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=2048 \
        -timeout=10 -verbosity=0 -print_final_stats=1 -artifact_prefix="$folder/$target-" "$folder/seeds-$target" \
        2>"$folder/$target.log" || { broken=1; tail -n 40 "$folder/$target.log"; }
    echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$target.log") runs"
done
exit $broken
