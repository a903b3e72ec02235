import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const overwrites = loses('data_overwrite', 'high');

/** Images of guests, worked on from outside. */
export const GUEST_IMAGES: readonly Program[] = [
  verbTool({
    names: 'virt-sysprep virt-format virt-make-fs virt-tar-in virt-copy-in virt-p2v-make-disk',
    why: 'Writes into the image of a guest.',
    kind: 'vm',
    style: { subcommands: 0 },
    rehearsed: told(/ (--dry-run|--dryrun|--list-operations|--help|--version) /, 'virt-sysprep --dry-run -d web'),
    losses: [
      overwrites(/^/, 'Changes or empties the image of a guest.', 'virt-sysprep -d web', 'virt-format -a web.qcow2'),
    ],
  }),
  verbTool({
    names: 'virt-sparsify',
    why: 'Writes a smaller copy of an image.',
    kind: 'vm',
    style: { subcommands: 0 },
    valued: '--check-tmpdir --convert --format --ignore --tmp -o --option --compress-level',
    losses: [
      overwrites(
        / --(in-place|inplace) /,
        'Changes the image {target} itself; a guest that runs from it is broken.',
        'virt-sparsify --in-place web.img',
      ),
    ],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'virt-resize',
    why: 'Copies an image to one of another size.',
    kind: 'vm',
    style: { subcommands: 0 },
    valued:
      '--shrink --resize --resize-force --expand --delete --ignore --format --output-format --lv-expand --alignment',
    rehearsed: told(/ (-n|--dry-run|--dryrun) /, 'virt-resize -n --expand /dev/sda2 a.img b.img'),
    losses: [overwrites(/^/, 'Writes over the image that it copies to.', 'virt-resize --shrink /dev/sda2 a.img b.img')],
  }),
  verbTool({
    names: 'guestfish guestmount',
    why: 'Opens the image of a guest.',
    kind: 'vm',
    style: { subcommands: 0 },
    valued: '-a --add -d --domain -m --mount -c --connect --format --key',
    reads: told(
      / (--ro|-r|--help|--version) (?!.* (--rw|-w|-f|--file|--listen) )/,
      'guestfish --ro -a web.img -i ls /',
      'guestmount -a web.img -i --ro /mnt/g',
    ),
    losses: [
      overwrites(
        / (--rw|-w|-N|--new) /,
        'Opens {target} for writing: a guest that runs from it is broken.',
        'guestfish --rw -a web.img -i rm-rf /srv',
        'guestmount -a web.img -i -w /mnt/g',
      ),
    ],
  }),
  verbTool({
    names: 'vmkfstools',
    why: 'Works on disks and file systems of ESXi.',
    kind: 'vm',
    style: {
      subcommands: 0,
      valued: ['-d', '--diskformat', '-c', '--createvirtualdisk', '-X', '--extendvirtualdisk', '-W'],
    },
    reads: told(
      / (-P|--queryfs|-q|-g|--geometry|-t0|-e|--chainConsistent|-h|--help) /,
      'vmkfstools -P /vmfs/volumes/ds1',
      'vmkfstools -q web.vmdk',
    ),
    adds: told(
      / (-c|--createvirtualdisk|-i|--clonevirtualdisk|-X|--extendvirtualdisk) /,
      'vmkfstools -c 10G -d thin new.vmdk',
    ),
    losses: [
      loses('vm_destroy', 'critical')(
        / (-U|--deletevirtualdisk|-w|--writezeros|-K|--punchzero|-Z|-S|-E|--renamevirtualdisk|-R|-x|--fix|-y|--reclaimBlocks|-L|--lock|-B|--breaklock) /,
        'Deletes, empties or moves the disk {target}.',
        'vmkfstools -U /vmfs/volumes/ds1/web/web.vmdk',
      ),
      loses('disk_format', 'critical')(
        / (-C|--createfs|-G|--growfs|-T|--upgradevmfs) /,
        'Formats {target}.',
        'vmkfstools -C vmfs6 /vmfs/devices/disks/naa.1:1',
      ),
    ],
  }),
  verbTool({
    names:
      'esxtop esxcfg-info esxcfg-scsidevs vdq vscsiStats virt-index-validate libguestfs-test-tool virt-diff virt-drivers virt-pki-validate virt-qemu-sev-validate virt-tail virt-get-kernel vm-support',
    why: 'Shows a hypervisor, or what an image holds.',
    kind: 'vm',
    style: { subcommands: 0 },
    losses: [],
    otherwise: 'read_only',
  }),
  verbTool({
    names:
      'esxcfg-volume esxcfg-vswitch esxcfg-vmknic esxcfg-nics esxcfg-route esxcfg-advcfg esxcfg-module esxcfg-swiscsi esxcfg-rescan esxcfg-mpath',
    why: 'Shows or sets a part of ESXi.',
    kind: 'host',
    style: { subcommands: 0 },
    reads: told(
      / (-l|--list|-g|--get|-i|-b|--help|-h|-A|-Q|-L) (?!.* (-d|-D|-s|-a) )/,
      'esxcfg-vswitch -l',
      'esxcfg-nics -l',
    ),
    losses: [
      loses('network_lockout', 'high')(
        / (-d|--delete|-D|-u|-U|--umount|-r|--unlink|-R|--restore|-e|-s|--set|-a|--add|-m|--mtu|-P|-N|-p|-v|-f|-M|-x) /,
        'Changes or deletes a network, a path or a volume of the host.',
        'esxcfg-vswitch -d vSwitch1',
        'esxcfg-vmknic -d Management',
      ),
    ],
  }),
];
