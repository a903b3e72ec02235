import type { Program } from '../program.js';
import { words } from '../reading/outputs.js';
import { reads } from '../rule-kinds.js';

interface Checked {
  readonly names: readonly string[];
  /** Options with which it only looks at its configuration, and a whole call as a sample. */
  readonly check: readonly string[];
  readonly sample: string;
  readonly valued?: readonly string[];
  readonly singleDashLong?: boolean;
  readonly why: string;
}

/** A server’s own program: with these options it checks or prints its configuration; else it would start a second one. */
function checkedServer({ names, check, sample, valued, singleDashLong, why }: Checked): Program {
  const name = names[0] ?? '';
  return {
    names,
    style: { valued: valued ?? ['-f', '-c'], ...(singleDashLong === true ? { singleDashLong } : {}) },
    rules: [
      reads({
        id: `${name}.check`,
        when: { anyOption: check },
        targets: 'none',
        why: 'Checks or prints its configuration, and does not serve.',
        matches: [sample],
        misses: [name],
      }),
    ],
    otherwise: 'opaque',
    why,
  };
}

const SERVERS: readonly Program[] = [
  checkedServer({
    names: ['sshd'],
    check: ['-t', '-T', '-V'],
    sample: 'sshd -t',
    valued: ['-f', '-C', '-o', '-p', '-h', '-c', '-E', '-g', '-u', '-b'],
    why: 'The server of remote logins itself.',
  }),
  checkedServer({
    names: ['haproxy'],
    check: ['-c', '-v', '-vv'],
    sample: 'haproxy -c -f /etc/haproxy/haproxy.cfg',
    valued: ['-f', '-p', '-x', '-L', '-D', '-n', '-N', '-m'],
    singleDashLong: true,
    why: 'A load balancer; started by hand it may take the place of the one that serves.',
  }),
  checkedServer({
    names: ['php-fpm', 'php-fpm7', 'php-fpm8', 'php-fpm81', 'php-fpm82', 'php-fpm83'],
    check: ['-t', '-tt', '-i', '-m', '-v', '--test'],
    sample: 'php-fpm -t',
    valued: ['-y', '-c', '-d', '-p', '-g', '-z'],
    why: 'Runs PHP for a web server.',
  }),
  checkedServer({
    names: ['dovecot'],
    check: ['-n', '-a', '--version', '--build-options'],
    sample: 'dovecot -n',
    why: 'A mail server.',
  }),
  checkedServer({
    names: ['named', 'unbound', 'dnsmasq', 'kresd', 'coredns'],
    check: ['-v', '-V', '--test'],
    sample: 'dnsmasq --test',
    valued: ['-c', '-C', '-u', '-g', '-t', '-p'],
    why: 'Answers for names; started by hand it may take the place of the one that serves.',
  }),
  checkedServer({
    names: ['rsyslogd', 'syslog-ng', 'chronyd', 'ntpd', 'smbd', 'nmbd', 'winbindd', 'slapd', 'freeradius', 'radiusd'],
    check: ['-N', '-N1', '--syntax-only', '-p', '-b', '-C', '-CX', '-V', '-v', '--version'],
    sample: 'rsyslogd -N1',
    valued: ['-f'],
    why: 'A server of the system; started by hand it may take the place of the one that serves.',
  }),
  checkedServer({
    names: ['varnishd', 'lighttpd', 'vsftpd', 'proftpd', 'mosquitto', 'redis-server', 'memcached', 'keepalived'],
    check: ['-k=parse', '-C', '-t', '-tt', '-v', '-V', '--version', '--config-test'],
    sample: 'lighttpd -tt',
    why: 'A server; started by hand it may take the place of the one that serves.',
  }),
  checkedServer({
    names: ['prometheus', 'alertmanager', 'grafana-server', 'loki', 'promtail', 'node_exporter', 'telegraf'],
    check: [
      '--version',
      '-version',
      '-verify-config',
      '-dry-run',
      '--dry-run',
      '--test',
      '-test',
      '-check-syntax',
      '-t',
    ],
    sample: 'telegraf --test',
    valued: ['--config', '-config', '--config.file', '-config.file'],
    why: 'A server of measurements.',
  }),
];

const CHECKERS: Program = {
  names: words(
    'named-checkconf named-checkzone unbound-checkconf testparm ssh-audit promtool amtool slaptest',
    'slapcat doveconf nsd-checkconf nsd-checkzone squidclient varnishstat varnishlog varnishncsa',
    'varnishtop apachetop ngxtop check_procs check_ssh check_dns mosquitto_sub checkrestart',
  ),
  style: {},
  rules: [],
  otherwise: 'read_only',
  why: 'Checks a server or its configuration from outside, and changes neither.',
};

export const CONFIG_CHECKS: readonly Program[] = [...SERVERS, CHECKERS];
