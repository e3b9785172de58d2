# shellcheck shell=bash
# Reads what dotnet test left. Sourced by ./test.

# Prints "passed failed skipped", summed over result files; files that are missing count nothing.
count_results() {
  local file files=()
  for file in "$@"; do if [ -f "$file" ]; then files+=("$file"); fi; done
  # The notExecuted attribute stays 0; what is skipped shows only as not executed of the total.
  cat /dev/null ${files[@]+"${files[@]}"} | awk '
    function value(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
    /<Counters / { passed += value("passed"); failed += value("executed") - value("passed"); skipped += value("total") - value("executed") }
    END { print passed + 0, failed + 0, skipped + 0 }'
}

# Prints the share of lines that ran in any test project, in total and for each project under src.
print_coverage() {
  find "$1" -name 'coverage.info' -exec cat {} + | awk -v root="$PWD/" '
    /^SF:/ { file = substr($0, 4); if (index(file, root) == 1) file = substr(file, length(root) + 1) }
    /^DA:/ && file ~ /^src\// { split(substr($0, 4), line, ","); key = file ":" line[1]; hits[key] += line[2] }
    END {
      for (key in hits) {
        split(key, part, "/"); name = part[1] "/" part[2]; lines[name]++; all++
        if (hits[key] > 0) { ran[name]++; allRan++ }
      }
      if (!all) { print "Line coverage: nothing of src/ was measured"; exit }
      for (name in lines) printf "  %-20s %5.1f %%  (%d of %d lines)\n", name, 100 * ran[name] / lines[name], ran[name], lines[name] | "sort"
      close("sort")
      printf "Line coverage of src: %.1f %% (%d of %d lines)\n", 100 * allRan / all, allRan, all
    }'
}
