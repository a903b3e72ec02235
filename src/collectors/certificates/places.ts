interface PlaceRow {
  readonly path: string;
  readonly reason: string;
}

/** Where services keep the certificates they use. Looked through a few levels deep; a pattern of the shell. */
export const PLACES: readonly PlaceRow[] = [
  { path: '/etc/letsencrypt/live', reason: 'certbot' },
  { path: '/root/.acme.sh', reason: 'acme.sh' },
  { path: '/etc/acme', reason: 'acme clients' },
  { path: '/var/lib/acme', reason: 'acme clients, NixOS' },
  { path: '/etc/nginx', reason: 'nginx' },
  { path: '/etc/apache2', reason: 'Apache on Debian' },
  { path: '/etc/httpd', reason: 'Apache on Red Hat' },
  { path: '/etc/lighttpd', reason: 'lighttpd' },
  { path: '/etc/caddy', reason: 'Caddy' },
  { path: '/var/lib/caddy', reason: 'Caddy’s own' },
  { path: '/etc/haproxy', reason: 'HAProxy: with their keys in one file' },
  { path: '/etc/traefik', reason: 'Traefik' },
  { path: '/etc/postfix', reason: 'Postfix' },
  { path: '/etc/exim4', reason: 'Exim' },
  { path: '/etc/dovecot', reason: 'Dovecot' },
  { path: '/etc/mysql', reason: 'MySQL, MariaDB' },
  { path: '/var/lib/mysql', reason: 'MySQL’s own' },
  { path: '/etc/postgresql', reason: 'PostgreSQL on Debian' },
  { path: '/var/lib/postgresql', reason: 'PostgreSQL on Debian' },
  { path: '/var/lib/pgsql', reason: 'PostgreSQL on Red Hat' },
  { path: '/etc/redis', reason: 'Redis' },
  { path: '/etc/ldap', reason: 'OpenLDAP' },
  { path: '/etc/openldap', reason: 'OpenLDAP on Red Hat' },
  { path: '/etc/openvpn', reason: 'OpenVPN' },
  { path: '/etc/docker', reason: 'the Docker engine over TCP' },
  { path: '/etc/kubernetes/pki', reason: 'Kubernetes' },
  { path: '/var/lib/kubelet/pki', reason: 'Kubernetes' },
  { path: '/var/lib/rancher/k3s/server/tls', reason: 'k3s' },
  { path: '/etc/pve', reason: 'Proxmox VE' },
  { path: '/etc/cockpit', reason: 'Cockpit' },
  { path: '/etc/webmin', reason: 'Webmin' },
  { path: '/boot/config/ssl', reason: 'Unraid' },
  { path: '/usr/syno/etc/certificate', reason: 'Synology DSM' },
  { path: '/etc/stunnel', reason: 'stunnel; also QNAP' },
  { path: '/etc/pki/nginx', reason: 'nginx on Red Hat' },
  { path: '/etc/pki/tls/private', reason: 'Red Hat; certificates beside their keys' },
  { path: '/usr/local/etc', reason: 'what was built here' },
  { path: '/opt/*/ssl', reason: 'vendors' },
  { path: '/opt/*/certs', reason: 'vendors' },
  { path: '/opt/*/conf', reason: 'vendors' },
];

/** Only files of their own in these: the links in them are the authorities that the system trusts. */
export const FLAT_PLACES: readonly PlaceRow[] = [
  { path: '/etc/ssl', reason: 'Debian, Alpine' },
  { path: '/etc/ssl/certs', reason: 'the administrator’s among the links to trusted authorities' },
  { path: '/etc/pki/tls/certs', reason: 'Red Hat' },
  { path: '/etc/ssl/servercerts', reason: 'SUSE' },
];

/** More certificates than this in one file: a bundle of trusted authorities. */
export const MAX_PER_FILE = 10;
export const MAX_CERTIFICATES = 500;
