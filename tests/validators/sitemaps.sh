#!/usr/bin/env bash
# Validates the sitemaps of built sites: `bash tests/validators/sitemaps.sh public …`.
#
# Needs xmllint (Debian: libxml2-utils) and the schema in the npm package `sitemap`, which `npm --prefix tests/browser ci`
# installs. Nothing is fetched while validating.
set -euo pipefail
schemas=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/schemas

if [[ $# -eq 0 ]]; then
    echo "usage: $0 SITE..." >&2
    exit 2
fi

count=0 faults=0
for site in "$@"; do
    shopt -s nullglob
    files=("$site"/sitemap.xml "$site"/sitemap-*.xml "$site"/news-sitemap.xml)
    for file in "${files[@]}"; do
        count=$((count + 1))
        size=$(stat -c %s "$file")
        if ((size > 50 * 1024 * 1024)); then
            echo "$file: $size bytes are more than 50 MiB"
            faults=$((faults + 1))
        fi
        root=$(xmllint --nonet --xpath 'local-name(/*)' "$file")
        entries=$(xmllint --nonet --xpath 'count(/*/*)' "$file")
        # The schema wants one entry at least; Google lets the news be none.
        if [[ $file == */news-sitemap.xml && $root == urlset && $entries -eq 0 ]]; then
            echo "$file: no news at that moment"
            continue
        fi
        if ((entries > 50000)) || { [[ $file == */news-sitemap.xml ]] && ((entries > 1000)); }; then
            echo "$file: $entries entries are too many"
            faults=$((faults + 1))
        fi
        xmllint --nonet --noout --schema "$schemas/$root.xsd" "$file" || faults=$((faults + 1))
    done
    for needed in sitemap.xml news-sitemap.xml robots.txt; do
        if [[ ! -f $site/$needed ]]; then
            echo "$site/$needed is not there"
            faults=$((faults + 1))
        fi
    done
done

echo "$count sitemaps looked at, $faults faults"
((faults == 0))
