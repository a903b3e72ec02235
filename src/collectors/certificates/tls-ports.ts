import type { Listener, TlsListener } from './schema.js';

export type TlsProtocol = 'tls' | 'postgresql' | 'smtp' | 'imap';

interface PortRow {
  readonly port: number;
  readonly protocol: TlsProtocol;
  readonly reason: string;
}

/** What speaks TLS by convention. No other port is touched: a stranger's greeting may upset what listens there. */
export const TLS_PORTS: readonly PortRow[] = [
  { port: 443, protocol: 'tls', reason: 'HTTPS' },
  { port: 8443, protocol: 'tls', reason: 'HTTPS of application servers' },
  { port: 9443, protocol: 'tls', reason: 'HTTPS of consoles, Portainer' },
  { port: 4443, protocol: 'tls', reason: 'HTTPS, second' },
  { port: 10443, protocol: 'tls', reason: 'HTTPS, second' },
  { port: 8006, protocol: 'tls', reason: 'Proxmox VE' },
  { port: 8007, protocol: 'tls', reason: 'Proxmox Backup Server' },
  { port: 5001, protocol: 'tls', reason: 'Synology DSM' },
  { port: 9090, protocol: 'tls', reason: 'Cockpit' },
  { port: 10000, protocol: 'tls', reason: 'Webmin' },
  { port: 2376, protocol: 'tls', reason: 'Docker engine' },
  { port: 6443, protocol: 'tls', reason: 'Kubernetes API' },
  { port: 10250, protocol: 'tls', reason: 'kubelet' },
  { port: 2379, protocol: 'tls', reason: 'etcd' },
  { port: 465, protocol: 'tls', reason: 'SMTP submission' },
  { port: 993, protocol: 'tls', reason: 'IMAP' },
  { port: 995, protocol: 'tls', reason: 'POP3' },
  { port: 636, protocol: 'tls', reason: 'LDAP' },
  { port: 853, protocol: 'tls', reason: 'DNS' },
  { port: 5671, protocol: 'tls', reason: 'AMQP' },
  { port: 8883, protocol: 'tls', reason: 'MQTT' },
  { port: 6697, protocol: 'tls', reason: 'IRC' },
  { port: 5986, protocol: 'tls', reason: 'WinRM' },
  { port: 6380, protocol: 'tls', reason: 'Redis, second' },
  { port: 25, protocol: 'smtp', reason: 'SMTP with STARTTLS' },
  { port: 587, protocol: 'smtp', reason: 'SMTP submission with STARTTLS' },
  { port: 143, protocol: 'imap', reason: 'IMAP with STARTTLS' },
  { port: 5432, protocol: 'postgresql', reason: 'PostgreSQL, by its SSLRequest' },
];

export const MAX_TLS_LISTENERS = 30;

const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Which listeners to ask, and at which of their addresses: one that takes all is asked at loopback, once. */
export function chooseTlsListeners(listeners: readonly Listener[]): readonly TlsListener[] {
  return TLS_PORTS.flatMap(({ port, protocol }): TlsListener[] => {
    const bound = listeners.filter((listener) => listener.port === port).map(({ address }) => address);
    const wildcard = ['0.0.0.0', '::'].find((address) => bound.includes(address));
    const targets = wildcard === undefined ? bound.filter(isReachable) : [WILDCARDS[wildcard] ?? '127.0.0.1'];
    return [...new Set(targets)].map((address) => ({ address, port, protocol, state: 'not_asked' }));
  }).slice(0, MAX_TLS_LISTENERS);
}

/** Link-local addresses need an interface, which a forwarded connection cannot name. */
function isReachable(address: string): boolean {
  return !/^(?:fe80:|169\.254\.)/i.test(address);
}
