#!/bin/sh
# Makes the secrets that temporal-docker-compose.yml mounts: random, once, never overwritten.
#   tools/compose/make-secrets.sh [DIRECTORY]      (default: ./secrets)
# The directory is closed to everybody else (700). The files in it are readable (444), because containers run under
# accounts of their own and see the files, not the directory.
set -eu

directory="${1:-secrets}"
umask 077
mkdir -p "$directory"
chmod 700 "$directory"

# 32 random bytes in letters and digits, fit for a URL.
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

put() {
  if [ -e "$directory/$1" ]; then
    printf 'kept     %s\n' "$directory/$1"
    return
  fi
  cat >"$directory/$1.new"
  chmod 444 "$directory/$1.new"
  mv "$directory/$1.new" "$directory/$1"
  printf 'created  %s\n' "$directory/$1"
}

for name in postgres_password temporal_password millwright_password millwright_owner_password admin_token; do
  random | put "$name"
done
head -c 32 /dev/urandom | base64 | tr -d '\n' | put master_key

# printf is built into the shell: no password shows in a process list.
url() { printf 'postgres://%s:%s@postgres:5432/millwright' "$1" "$(cat "$directory/$2")"; }
url millwright millwright_password | put database_url
url millwright_owner millwright_owner_password | put database_owner_url

printf '\nKeep a copy of %s/master_key apart from the backups: without it they cannot be read.\n' "$directory"
