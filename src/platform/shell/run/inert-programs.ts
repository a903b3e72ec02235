/**
 * Programs that write no file but what they are redirected to, or whose writing is followed by itself: after every other
 * one nobody knows what stands in a file that the text wrote before it.
 */
const INERT: ReadonlySet<string> = new Set(
  [
    ': true false echo printf cat tac rev head tail grep egrep fgrep rg wc nl cut tr uniq paste column fold fmt expand comm join',
    'ls stat file du df free uptime ps id whoami who w uname hostname date pwd basename dirname realpath readlink which whereis type',
    'command hash sha1sum sha256sum sha512sum md5sum cksum cmp diff base64 base32 xxd od hexdump strings jq seq sleep wait clear tput',
    'chmod chown chgrp chattr mkdir test [ [[ cd pushd popd export declare local readonly typeset unset set shift read mapfile readarray',
    'return exit break continue trap ulimit umask alias unalias shopt let getopts times jobs fg bg disown exec source . eval builtin',
    'bash sh dash ash ksh zsh busybox sudo doas env nice ionice nohup timeout time setsid stdbuf chrt taskset',
    // Their own reading follows where they write.
    'tee cp mv install ln',
  ].flatMap((names) => names.split(' ')),
);

export const writesNothingElse = (program: string): boolean => INERT.has(program);

/** They look for a file by its name and run what it says. */
const NEARBY =
  /^(?:(?:g|b|re)?make|npm|npx|yarn|pnpm|bun|just|task|rake|ninja|tox|nox|scons|invoke|cmake|gradlew?|mvnw?|ant|cargo|bazel|meson|terraform|tofu|terragrunt)$/;

export const readsNearby = (program: string): boolean => NEARBY.test(program);
