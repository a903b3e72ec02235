import type { Program } from '../program.js';
import { hides, reads } from '../rule-kinds.js';
import { judgeOutputOperand, readers } from '../reading/outputs.js';

/** Programs that look, measure or check, whatever they are asked. */
export const LOOKING_TOOLS: readonly Program[] = [
  readers('Checks descriptions of what runs in a cluster or a cloud, and prints what it finds.', [
    'kubeconform kubeval polaris popeye kubent kubetail stern kube-bench kube-hunter ytt jsonnet',
    'docker-bench-security dockle syft terrascan cfn-lint cfn_nag prowler scoutsuite opa tracee',
    'trufflehog detect-secrets safety codeql govulncheck commitlint depcheck license-checker npm-check-updates ncu',
  ]),
  readers('Shows what the hardware is doing.', [
    'mii-tool nvitop gpustat hdsentinel i2cget rdmsr lsdev kvm-ok',
    'gstat procstat jls freebsd-version xentop xenstore-ls tlp-stat powerstat',
    'numademo irqtop zenith gotop bottom btm xrestop vdostats',
  ]),
  readers('Shows what a service or a log holds.', [
    'fail2ban-regex postcat exiqgrep exiqsumm exipick eximstats opendkim-testkey dhcp-lease-list dhcpd-pools hatop clamdtop',
    'mysqltuner pt-query-digest pt-summary pt-mysql-summary pt-show-grants mysqldumpslow mariadb-dumpslow',
    'angle-grinder agrind visidata sealert',
    'matchpathcon secon avcstat check_mk ssdeep isutf8 errno ifdata xml2 csvkit',
  ]),
  readers('Asks a name server, a web server or a host.', [
    'dnsrecon dnsperf paris-traceroute scamper p0f nping',
    'radvdump ldns-walk ldns-key2ds dnssec-verify dnsviz gpsmon cgps h2load wrk2 nghttp',
  ]),
  readers('Shows how a switch, a router or a storage system is doing, where its own command line is spoken.', [
    'show display',
  ]),
  {
    names: ['fzf', 'sk'],
    style: { valued: ['-q', '--query', '-f', '--filter', '-d', '-n', '--height', '--preview', '--bind', '--execute'] },
    rules: [
      hides('medium', {
        id: 'fzf.runs',
        when: { anyOption: ['--preview', '--bind', '--listen'] },
        targets: 'none',
        why: 'Runs a command for what is chosen.',
        matches: ["fzf --bind 'enter:execute(rm {})'"],
        misses: ['fzf -q web'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Lets a person choose a line.',
  },
  {
    names: ['fc'],
    style: {},
    rules: [
      reads({
        id: 'fc.compares',
        when: { test: (_given, { dialect }) => dialect === 'cmd' },
        targets: 'none',
        why: 'Compares two files.',
        matches: ['cmd: fc a.txt b.txt'],
        misses: ['fc -s'],
      }),
      reads({
        id: 'fc.lists',
        when: { test: ({ options }) => [...options].some((option) => /^-[nr]*l[nr]*$/.test(option)) },
        targets: 'none',
        why: 'Lists earlier commands.',
        matches: ['fc -l', 'fc -l -20', 'fc -ln -10'],
        misses: ['fc -s', 'fc', 'fc -e vi'],
      }),
    ],
    otherwise: 'opaque',
    why: 'In a POSIX shell that runs an earlier command again.',
  },
  {
    names: ['kea-dhcp4', 'kea-dhcp6', 'kea-dhcp-ddns', 'kea-ctrl-agent'],
    style: { valued: ['-c', '-p', '-P'] },
    rules: [
      reads({
        id: 'kea-dhcp4.checks',
        when: { anyOption: ['-t', '-T', '-v', '-V', '-W'] },
        targets: 'none',
        why: 'Checks its configuration.',
        matches: ['kea-dhcp4 -t /etc/kea/kea-dhcp4.conf'],
        misses: ['kea-dhcp4 -c /etc/kea/kea-dhcp4.conf'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Hands out addresses.',
  },
  {
    names: ['script'],
    style: {
      valued: ['-c', '--command', '-I', '-O', '-B', '-T', '-m', '-E', '-o', '--log-out', '--log-io', '--log-timing'],
    },
    rules: [],
    judge: judgeOutputOperand(0),
    otherwise: 'reversible',
    why: 'Records a session in a file; what is run in it is judged by itself.',
  },
  readers('Reads texts, trees and binaries.', [
    'dutree erd choose xsv qsv mlr q tidy-viewer addr2line c++filt',
    'javap jdeps jconsole visualvm gprof callgrind_annotate cg_annotate ms_print heaptrack_print perldoc',
    'pod2text pod2usage pydoc3 fc-list fc-match fc-query fc-scan fc-cat fc-pattern wdctl fincore',
    'dircolors getopt gettext manpath zdump utmpdump lspgpot lexgrog pstree.x11 pslog tabs tbl routel rtmon',
    'bzegrep bzfgrep bzmore xzegrep xzfgrep xzmore xzcmp lzgrep lzcmp lzdiff lzless lzmore zipgrep zipdetails tarcat zstdless',
    'ec2metadata ec2-metadata cloud-id systemd-escape getpcaps getsubids validlocale mariadb-report mysqlreport my_print_defaults',
    'dpkg-parsechangelog dpkg-checkbuilddeps deb-info pkgconf pkaction xprop xwininfo xdpyinfo xlsclients',
  ]),
];
