import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const KEY_GONE = 'Deletes keys or certificates that cannot be made again: {target}.';

/** Chips and cards that keep keys, and stores of certificates. */
export const TOKENS: readonly Program[] = [
  readers('Shows what a chip, a card or a certificate holds.', [
    'tpm2_getcap tpm2_pcrread tpm2_nvreadpublic tpm2_nvread tpm2_readpublic tpm2_selftest tpm2_gettestresult tpm2_getrandom',
    'tpm2_print tpm2_rc_decode tpm2_readclock tpm2_checkquote tpm2_verifysignature tpm2_eventlog tpm2_unseal tpm2_testparms tpm2_hash',
    'tpm2_getekcertificate pcsc_scan ykinfo ocsptool gnutls-cli gnutls-cli-debug danetool',
    'gpgv gpgparsemail ssh-vulnkey rngtest sbverify efi-readvar kbxutil dirmngr-client',
  ]),
  told({
    names:
      'tpm2_evictcontrol tpm2_nvundefine tpm2_changeauth tpm2_changeeps tpm2_changepps tpm2_dictionarylockout tpm2_hierarchycontrol tpm2_nvwrite tpm2_nvwritelock tpm2_pcrreset tpm2_clearcontrol tpm2_pcrallocate tpm2_shutdown',
    valued: '-C -c -P -p -i -o -g -T',
    pretends: [/ (-h|--help|-v|--version) /, '--help'],
    harms: [
      [
        'changes',
        'credential_removal',
        'critical',
        /^(?!.* (-h|--help|-v|--version) )/,
        ['-C o 0x81000001'],
        'Takes keys out of the chip, or locks it: what they seal cannot be opened any more.',
        'key',
      ],
    ],
    why: 'Changes what the chip keeps.',
  }),
  told({
    names:
      'tpm2_createprimary tpm2_create tpm2_load tpm2_loadexternal tpm2_quote tpm2_sign tpm2_flushcontext tpm2_startauthsession tpm2_pcrextend tpm2_nvdefine tpm2_createak tpm2_createek tpm2_policypcr tpm2_startup tpm2_import tpm2_duplicate tpm2_nvextend',
    valued: '-C -c -g -G -u -r -L -i -l -o -s -t',
    gives: [/./, '-C o -c x.ctx'],
    why: 'Makes keys, or uses them.',
  }),
  told({
    names: 'pkcs11-tool pkcs15-tool opensc-tool',
    valued:
      '--module --slot --type --id --label -p --pin --so-pin -y -d -a -w --object-type --token-label -m --mechanism -i -o --input-file --output-file -r -s -c',
    looks: [
      / (-L|-O|-I|-T|-M|-l|-n|-v|-D|-a|-k|-C|-R|-N|--list-\S+|--show-info|--name|--atr|--test\S*|--read-\S+|--dump|--serial|--help|-h|--verify\S*) (?!.*--(delete|init|change|unblock|send))/,
      '-L',
      '--list-slots',
      '--list-objects',
    ],
    gives: [
      / (--keypairgen|--keygen|--write-object\S*|-s=|--sign|--derive|--encrypt|--decrypt)\b/,
      '--keypairgen --key-type rsa:2048',
    ],
    harms: [
      [
        'deletes',
        'credential_removal',
        'critical',
        / (--delete-object|-b|--init-token|--init-pin|--change-pin|--unlock-pin|--unblock-pin|-c|--reset|-s|--send-apdu|-u)\b/,
        ['--delete-object --type privkey --id 01', '--init-token --label x'],
        KEY_GONE,
        'key',
      ],
    ],
    why: 'Shows what a card keeps, and changes it.',
  }),
  told({
    names: 'pkcs15-init sc-hsm-tool yubico-piv-tool ykpersonalize ykpamcfg fido2-token solo ykneomgr yubihsm-shell',
    valued: '-a -s -A -i -o -P -N -k -S -p -K --action --slot',
    looks: [
      / (-a=(status|verify-pin|read-certificate|list-readers|attest|version)|--action=(status|version)|-L|-I|-V|-h|--help|--version|-l|--list) (?!.*-(D|R) )/,
      '-a status',
      '-L',
    ],
    harms: [
      [
        'erases',
        'credential_removal',
        'critical',
        / (-E|--erase-card|-X|--initialize|-a=(reset|delete-\S+|set-mgm-key|change-\S+|import-\S+|generate|move-key|unblock-\S+|set-\S+)|--action=\S+|-R|-D|-S|-C|-1|-2|-z|--delete-\S+|--create-\S+|-d)\b/,
        ['-E', '-a reset'],
        'Erases the keys of a card, or writes over them.',
        'key',
      ],
    ],
    why: 'Sets up a card that keeps keys.',
  }),
  told({
    names: 'trust',
    looks: [/^ (list|dump|check-format)|--help/, 'list'],
    gives: [/^ (extract|extract-compat|anchor(?!.*--remove))/, 'anchor ca.pem', 'extract-compat'],
    harms: [
      [
        'removes',
        'security_disable',
        'high',
        /^ anchor.* --remove /,
        ['anchor --remove ca.pem'],
        'Takes away an authority that the host trusts.',
        'key',
      ],
    ],
    why: 'Says whom the host trusts.',
  }),
  told({
    names: 'p11tool p11-kit',
    valued: '--provider --load-privkey --label --outfile',
    looks: [
      / (--list-\S+|--info|--export\S*|--test-sign|--generate-random|-h|--help|--version) |^ (list-modules|list-\S+|print-config|export-object)/,
      '--list-tokens',
      'list-modules',
    ],
    gives: [/ (--generate-\S+|--write|--mark-\S+) /, '--write --load-privkey x'],
    harms: [
      [
        'deletes',
        'credential_removal',
        'critical',
        / (--delete|--initialize\S*|--set-pin\S*|--set-so-pin\S*)\b|^ (delete-\S+|remote)/,
        ['--delete pkcs11:object=x'],
        KEY_GONE,
        'key',
      ],
    ],
    why: 'Shows what a card keeps, and changes it.',
  }),
  told({
    names: 'update-ca-trust c_rehash rngd haveged',
    valued: '-o -r',
    gives: [/./, 'extract'],
    why: 'Puts together whom the host trusts, or gathers randomness.',
  }),
  told({
    names: 'getcert ipa-getcert selfsign-getcert local-getcert',
    valued: '-f -k -i -d -n -c -N -K -D -t -p -C',
    looks: [/^ (list|list-cas|status|dump-\S+)/, 'list', 'list-cas'],
    gives: [
      /^ (request|start-tracking|resubmit|refresh|refresh-ca|add-ca|add-scep-ca)/,
      'request -f x.crt -k x.key',
      'resubmit -i 2026',
    ],
    harms: [
      [
        'stops',
        'security_disable',
        'high',
        /^ (stop-tracking|remove-ca|rekey|modify-ca)/,
        ['stop-tracking -i 2026', 'remove-ca -c x'],
        'A certificate is not renewed any more, or gets another key: {target}.',
        'key',
      ],
    ],
    why: 'Keeps certificates renewed.',
  }),
  told({
    names: 'certtool cfssljson minica acme-tiny getssl simp_le acme-client',
    valued: '--infile --outfile --load-privkey --load-certificate --template -d --account-key --csr --acme-dir',
    looks: [
      / (-i|--certificate-info|-k|--key-info|--crl-info|-e|--verify\S*|--crq-info|-h|--help|--fingerprint|--pubkey-info) (?!.*--outfile)/,
      '-i --infile x.pem',
      '--help',
    ],
    hides: [
      /^(?!.* (-i|--certificate-info|-k|--key-info|--crl-info|-e|--verify\S*|--crq-info|-h|--help|--fingerprint|--pubkey-info) )/,
      '--generate-privkey --outfile key.pem',
    ],
    why: 'Shows certificates, or makes them: a file of the same name is replaced.',
  }),
  told({
    names: 'gpgsm',
    valued: '-o -u -r --output',
    looks: [/ (-k|-K|--list-\S+|--verify|--dump-\S+|--version|--help|--export\S*) /, '--list-keys', '--verify x.sig'],
    gives: [/ (--import|-s|--sign|-e|--encrypt|-d|--decrypt|--gen-key|--generate-key|--learn-card) /, '--import x.pem'],
    harms: [
      [
        'deletes',
        'credential_removal',
        'critical',
        / (--delete-keys|--passwd|--change-passphrase|--delete-key)\b/,
        ['--delete-keys 0xABC'],
        KEY_GONE,
        'key',
      ],
    ],
    why: 'Keeps certificates of persons.',
  }),
  told({
    names: 'sq',
    valued: '--output --cert --signer-file',
    looks: [
      /^ (inspect|verify|toolbox (packet dump|armor)|cert (list|export)|pki (list|identify|authenticate|lookup)|key list|packet dump|version)/,
      'inspect x.pgp',
      'cert list',
    ],
    gives: [
      /^ (sign|encrypt|decrypt|cert import|key (generate|export|import)|network (search|fetch)|armor|dearmor)/,
      'sign x',
      'key generate --userid x',
    ],
    harms: [
      [
        'revokes',
        'credential_removal',
        'critical',
        /^ (key (delete|revoke|expire|userid revoke|subkey (delete|revoke|expire)|password)|revoke)/,
        ['key delete --cert ABC', 'key revoke --cert ABC'],
        KEY_GONE,
        'key',
      ],
    ],
    why: 'Keeps keys of persons.',
  }),
];
