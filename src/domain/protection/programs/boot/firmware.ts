import type { Program } from '../program.js';
import { harms, has, reads, textOf } from '../rule-kinds.js';

export const FIRMWARE: readonly Program[] = [
  {
    names: [
      'fwupdmgr',
      'fwupdtool',
      'afulnx_64',
      'flashupdt',
      'rpi-update',
      'rpi-eeprom-update',
      'fw_setenv',
      'fw_printenv',
      'mokutil',
      'sbctl',
      'efi-updatevar',
      'efivar',
      'raspi-config',
      'intel_reg',
      'nvram',
      'bcdedit-linux',
      'chainload',
      'tpm2_clear',
      'tpm2',
    ],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'firmware.reads',
        when: {
          test: (given, { program }) =>
            program === 'fw_printenv' ||
            ((program ?? '').startsWith('fwupd') &&
              /^(get-.*|refresh|security|verify|report-.*|hwids|monitor|check-.*)$/.test(given.subcommand[0] ?? '')) ||
            (program === 'mokutil' &&
              [
                '--sb-state',
                '--list-enrolled',
                '-l',
                '--list-new',
                '-N',
                '--pk',
                '--kek',
                '--db',
                '--dbx',
                '--test-key',
                '-t',
              ].some((option) => given.options.has(option))) ||
            (program === 'sbctl' &&
              ['status', 'verify', 'list-files', 'list-bundles'].includes(given.subcommand[0] ?? '')) ||
            (program === 'rpi-eeprom-update' &&
              !['-a', '-d', '-f', '-r'].some((option) => given.options.has(option))) ||
            (program === 'efivar' &&
              ['-l', '-p', '-L', '--list', '--print'].some((option) => given.options.has(option))),
        },
        why: 'Reads firmware.',
        matches: [
          'fwupdmgr get-devices',
          'mokutil --sb-state',
          'sbctl status',
          'fw_printenv',
          'efivar -l',
          'rpi-eeprom-update',
        ],
        misses: ['fwupdmgr update', 'fw_setenv x y'],
      }),
      harms('boot_change', 'high', {
        id: 'firmware.writes',
        when: {
          test: (given, { program }) =>
            ['fw_setenv', 'rpi-update', 'efi-updatevar', 'afulnx_64', 'flashupdt', 'tpm2_clear'].includes(
              program ?? '',
            ) ||
            ((program ?? '').startsWith('fwupd') &&
              /^(update|upgrade|install.*|downgrade|reinstall|activate|unlock|switch-branch|self-sign|set-bios-setting|modify-.*|emulation-.*)$/.test(
                given.subcommand[0] ?? '',
              )) ||
            (program === 'mokutil' &&
              [
                '--disable-validation',
                '--enable-validation',
                '--reset',
                '--delete',
                '-d',
                '--import',
                '-i',
                '--password',
                '--set-sbat-policy',
              ].some((option) => given.options.has(option))) ||
            (program === 'sbctl' &&
              ['reset', 'enroll-keys', 'rotate-keys', 'remove-file', 'remove-bundle', 'import-keys'].includes(
                given.subcommand[0] ?? '',
              )) ||
            (program === 'rpi-eeprom-update' && ['-a', '-d', '-f', '-r'].some((option) => given.options.has(option))) ||
            (program === 'efivar' && ['-w', '--write', '-a', '--append'].some((option) => given.options.has(option))) ||
            (program === 'nvram' &&
              (given.plain.some((word) => textOf(word).includes('=')) || has(given, '-c', '-d'))) ||
            (program === 'intel_reg' && given.subcommand[0] === 'write') ||
            (program === 'raspi-config' &&
              given.plain.some((word) => /^do_(?!(change_locale|hostname)$)/.test(textOf(word)))) ||
            (program === 'tpm2' &&
              /^(clear|changeauth|dictionarylockout|evictcontrol|nvundefine|pcrreset|hierarchycontrol)$/.test(
                given.subcommand[0] ?? '',
              )),
        },
        targetKind: 'boot',
        why: 'Writes firmware or its variables: when that goes wrong the host never starts again.',
        matches: [
          'fwupdmgr update',
          'fw_setenv bootcmd x',
          'mokutil --disable-validation',
          'sbctl reset',
          'rpi-update',
          'rpi-eeprom-update -a',
          'tpm2_clear',
          'intel_reg write 0x1 0x2',
          'raspi-config nonint do_boot_behaviour B1',
          "nvram boot-args='-s'",
        ],
        misses: ['fwupdmgr get-updates', 'mokutil --list-enrolled', 'sbctl verify', 'fw_printenv bootcmd'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Looks after firmware.',
  },
];
