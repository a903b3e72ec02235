import { overwriteRules, harmOfWriting } from '../files/written-paths.js';
import type { Program } from '../program.js';
import { argumentTexts, harms, hides, reads, textOf } from '../rule-kinds.js';
import { destination, isRemote } from './remote-paths.js';

function remotePath(value: string): string {
  return value.replace(/^[^:]*::?/, '') || 'home';
}

export const TRANSFERS: readonly Program[] = [
  {
    names: ['lftp', 'ncftp', 'ftp', 'tnftp', 'ncftpput', 'sftp', 'psftp', 'smbclient', 'cadaver'],
    style: {
      valued: [
        '-e',
        '-c',
        '-f',
        '-u',
        '-p',
        '-b',
        '-o',
        '-i',
        '-P',
        '-F',
        '-J',
        '-B',
        '-R',
        '-U',
        '-W',
        '-I',
        '-D',
        '-m',
        '-l',
        '-S',
        '-A',
      ].filter((option) => option !== '-m'),
    },
    rules: [
      reads({
        id: 'smbclient.lists',
        when: { anyOption: ['-L', '--list', '--help', '--version'] },
        why: 'Lists shares.',
        matches: ['smbclient -L nas -N', 'lftp --version'],
        misses: ['smbclient //nas/x -c "del a"'],
      }),
      harms('sync_delete', 'high', {
        id: 'lftp.deletes',
        when: {
          test: (_given, execution) => {
            const script = [
              ...argumentTexts(execution),
              execution.stdin.kind === 'text' ? execution.stdin.text : '',
            ].join('\n');
            return (
              !/--dry-run/.test(script) &&
              /mirror\s+[^;\n]*(--delete|--Remove-source-files|-e\b|-\w*e\w*\s)|(^|[;\n"'\s])(rm|mrm|rmdir|del|delete|mdelete|deltree|glob rm|mirror -R[^;\n]*--delete)\s/m.test(
                script,
              )
            );
          },
        },
        targets: 'first',
        targetKind: 'host',
        targetClass: 'ordinary',
        breadth: 'many',
        why: 'Deletes files at {target}.',
        matches: [
          "lftp -e 'mirror --delete /a /b; quit' host",
          'lftp -c "open h; rm -r /x"',
          'smbclient //nas/x -c "deltree a"',
          "sftp -b - host <<'EOF'\nrm /srv/x\nEOF",
        ],
        misses: [
          "lftp -e 'mirror /a /b; quit' host",
          "lftp -c 'open h; ls'",
          'sftp host',
          'lftp -e "mirror --dry-run --delete a b; quit" h',
          'smbclient //nas/x -c "ls"',
          'smbclient -L nas',
        ],
      }),
      hides('medium', {
        id: 'lftp.batch',
        when: {
          test: (given, execution) =>
            [...given.valuesOf('-b'), ...given.valuesOf('-f')].some((word) => textOf(word) !== '-') ||
            (['sftp', 'lftp', 'ftp'].includes(execution.program ?? '') && execution.stdin.kind === 'opaque'),
        },
        why: 'Does what a file of commands says, which is not known before.',
        matches: ['sftp -b batch.txt host', 'lftp -f script.lftp'],
        misses: ['sftp host', 'lftp -c "ls" host'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Copies files to and from other hosts.',
  },
  {
    names: ['scp', 'pscp', 'rcp', 'winscp'],
    style: { valued: ['-P', '-i', '-l', '-o', '-F', '-S', '-c', '-J', '-X', '-D'] },
    rules: [
      ...overwriteRules('scp', (given) => destination(given).filter((word) => !isRemote(textOf(word))), {
        device: { matches: ['scp host:x.img /dev/sdb'], misses: ['scp x host:/srv/', 'scp host:/dev/sda x'] },
        config: {
          matches: ['scp host:fstab /etc/fstab', 'scp host:sshd_config /etc/ssh/sshd_config'],
          misses: ['scp /etc/fstab host:/srv/', 'scp host:a.txt .', 'scp host:/etc/fstab /srv/fstab'],
        },
        data: { matches: ['scp host:x /var/lib/mysql/ibdata1'], misses: ['scp host:/var/log/syslog .'] },
      }),
      harms('config_overwrite', 'medium', {
        id: 'scp.over_remote_config',
        when: {
          test: (given) =>
            destination(given).some(
              (word) =>
                isRemote(textOf(word)) && ['config', 'device'].includes(harmOfWriting(remotePath(textOf(word)))),
            ),
        },
        targets: (given) => destination(given).map((word) => remotePath(textOf(word))),
        why: 'Writes over {target} of another host.',
        matches: ['scp x.conf host:/etc/nginx/nginx.conf', 'scp passwd root@h:/etc/passwd'],
        misses: ['scp x host:/srv/', 'scp host:/etc/passwd .', 'scp x host:'],
      }),
      hides('high', {
        id: 'scp.runs',
        when: {
          test: (given) =>
            given.valuesOf('-S').length > 0 ||
            given.valuesOf('-o').some((word) => /ProxyCommand|LocalCommand/i.test(textOf(word))),
        },
        why: 'scp starts another program on its way.',
        matches: ['scp -S ./x a b:', 'scp -o ProxyCommand=x a b:'],
        misses: ['scp -P 22 a b:', 'scp -o Port=22 a b:'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Copies files to and from other hosts.',
  },
];
