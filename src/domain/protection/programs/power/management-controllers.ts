import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const POWER = 'Switches a host off or on, as if its cable were pulled: {target}.';

/** What speaks to the small computer that keeps a server: power, settings, firmware. */
export const MANAGEMENT_CONTROLLERS: readonly Program[] = [
  readers('Shows how the hardware of a server is doing.', [
    'omreport rfwdump rocminfo amd-ttm isadump i2cdump gpioget gpioinfo gpiodetect gpiomon gpionotify usbrip',
  ]),
  told({
    names: 'ipmi-sel',
    valued: '-h -u -p -l -P',
    looks: [/^(?!.* (--clear|--delete\S*|--post-clear|-d|-r) )/, '', '--tail=5', '-h bmc1'],
    harms: [
      [
        'clears',
        'audit_tamper',
        'high',
        / (--clear|--delete\S*|--post-clear|-d)\b/,
        ['--clear', '--delete=5'],
        'Deletes what the hardware has logged.',
        'log',
      ],
    ],
    why: 'Shows what the hardware has logged.',
  }),
  told({
    names: 'ipmi-config bmc-config pef-config ipmi-sensors-config ipmi-pef-config',
    valued: '-h -u -p -n -f -e -S -s -l',
    looks: [/ (-o|--checkout|-L|--listsections|-d|--diff|--help) (?!.*(--commit|-c) )/, '--checkout', '-L'],
    harms: [
      [
        'commits',
        'config_overwrite',
        'high',
        / (-c|--commit)\b/,
        ['--commit -n x.conf'],
        'Rewrites how a server is reached while it is off.',
      ],
    ],
    why: 'Shows and sets how a server is kept.',
  }),
  told({
    names: 'ipmi-raw ipmi-oem ipmiconsole bmc-device ipmiutil',
    valued: '-h -u -p -N -U -P',
    looks: [
      / (--get-\S+|--version|--help|-V) |^ (sensor|health|sel|fru|lan|getevt|wdt|picmg|ekanalyzer)( -[vcenN=\S]+)* $|^ \S+ (get-\S+) /,
      '--get-self-test-results',
      'sensor',
      'health',
    ],
    harms: [
      [
        'orders',
        'power_state',
        'high',
        / (--cold-reset|--warm-reset|--set-\S+|--assert-\S+|--platform-event\S*|--write-fru|--clear\S*)\b|^ (reset|power|chassis|tsol|config|pefconfig|firewall|hpm|isel|lanconfig)\b|^ sel .*-d /,
        ['--cold-reset', 'reset -d', 'reset -c'],
        POWER,
        'host',
      ],
    ],
    why: 'Gives orders to what keeps a server.',
  }),
  told({
    names: 'bmc-watchdog',
    valued: '-u -p -a -i',
    looks: [/ (-g|--get|--help) /, '--get'],
    harms: [
      [
        'sets',
        'power_state',
        'high',
        / (-s|--set|-y|--stop|-c|--clear|-d|--daemon|-b|--start|-r|--reset)\b/,
        ['--set -a 1 -i 60', '--stop'],
        'Sets the watch that restarts a host, or stops it.',
        'host',
      ],
    ],
    why: 'Sets the watch that restarts a host.',
  }),
  told({
    names: 'redfishtool redfishpower ilorest rf_power_reset.py onecli asu asu64',
    valued: '-r -u -p -S -A -I -U --url --user --password -s --selector --host --bmc -a',
    looks: [
      /^ (\S+ )*?(root|get|list|select|info|types|results|status|serverinfo|systems? (get|list|collection)|chassis|Chassis|raw GET|rawget|login|logout|show\S*|inventory|diags? \S+|getsystem|ethernet|storagecontroller|drivelist|Managers|Systems list|serverlogs|help|config show\S*|dump) ?(?!.*(--clear|reset|delete|ForceOff|--factory))/i,
      'list',
      'get --select Bios.',
      'Systems list',
    ],
    harms: [
      [
        'power',
        'power_state',
        'critical',
        /^.*\b(reset|reboot|ForceOff|ForceRestart|GracefulShutdown|GracefulRestart|PowerCycle|power|ospower|rebootimm|rebootbmc|cycle|off|iloreset)\b/i,
        ['reboot ForceOff', 'Systems reset ForceOff', 'iloreset', '-h bmc1 -p off'],
        POWER,
        'host',
      ],
      [
        'changes',
        'config_overwrite',
        'high',
        /^.*\b(set|commit|load|patch|rawpatch|rawpost|rawput|rawdelete|post|put|delete|deletecomp|factorydefaults|biosdefaults|clearrestapistate|--clear|flashfwpkg|fwpkg|update|restore|onebuttonerase|factoryresetcontroller|createlogicaldrive|deletelogicaldrive|clearcontrollerconfig|drivesanitize|iloaccounts|sendtest|smartnic|multconfig)\b/i,
        [
          'set BootMode=Uefi',
          'rawdelete /redfish/v1/x',
          'onebuttonerase',
          'drivesanitize 1I:1:1',
          'deletelogicaldrive --all',
        ],
        'Rewrites settings, firmware or disks of a server: {target}.',
        'host',
      ],
    ],
    why: 'Gives orders to what keeps a server.',
  }),
  told({
    names: 'omconfig',
    harms: [
      [
        'power',
        'power_state',
        'high',
        /^ system (shutdown|alertlog action=clear|osshutdown|recovery)/,
        ['system shutdown'],
        POWER,
        'host',
      ],
      [
        'storage',
        'raid_lvm_change',
        'critical',
        /^ storage (\S+ )?.*action=(reset\S*|create\S*|delete\S*|\w*initialize\w*|clear\S*|removed?\S*|offline|replace\S*|format|secureerase|cryptographicerase|deletevdisk|importforeign\S*|clearforeign\S*|assign\S*|unassign\S*|rebuild|convert\S*)/i,
        ['storage vdisk action=deletevdisk controller=0 vdisk=1', 'storage controller action=resetconfig controller=0'],
        'Deletes disks of a controller, or sets it up anew: {target}.',
        'array',
      ],
      [
        'changes',
        'config_overwrite',
        'medium',
        /^ (chassis|system|preferences|about|servermodule|mainsystem|storage)(?!.*action=(reset\S*|create\S*|delete\S*|blink|unblink|silence|patrolread|checkconsistency))(?! system (shutdown|osshutdown))/,
        ['chassis biossetup attribute=x setting=y', 'system alertaction event=x'],
        'Changes how a server works.',
      ],
    ],
    gives: [
      /action=(blink|unblink|quiet|silence\S*|checkconsistency|rescan|exportlog|startpatrolread)/,
      'storage vdisk action=blink controller=0 vdisk=1',
    ],
    why: 'Changes how a server works.',
  }),
  told({
    names: 'hpasmcli hplog conrep',
    valued: '-s -f -x',
    looks: [/-s=\s*(show|help)\b(?!.*;)| (-v|-t|-p|-h) $| -s -f=/i, "-s 'show fans'", "-s 'show temp'"],
    harms: [
      [
        'changes',
        'config_overwrite',
        'medium',
        /-s=\s*(set|clear|enable|disable|reboot|save)\b| (-c|--clear|-l) /i,
        ["-s 'clear iml'", "-s 'set wol off'"],
        'Changes how a server works, or deletes what it has logged.',
      ],
    ],
    why: 'Shows and sets how a server works.',
  }),
  told({
    names: 'mlxconfig mst mlxfwmanager flint mlxlink mlxreg mstconfig mstflint mstfwreset mlxfwreset',
    valued: '-d -i --device -p -u -D',
    looks: [
      /^ (query|q|status|show|version|-\S+)(?!.* (set|reset|burn|b) )|^ -|^ [\w:.]+ $|^ (q|query|hw query|dc|verify|v|hash|checksum|cs) | (--query|--get\S*|--show_\S+|-q) /,
      '-d mlx5_0 query',
      'status',
      '--query',
    ],
    harms: [
      [
        'writes',
        'config_overwrite',
        'high',
        /^ (set|s|reset|r|burn|b|brom|sg|smg|set_key|erase|ww|rw|hw set|swreset|clear_semaphore|reset_cfg|rrom|apply|restart|server start|save)\b| (--set|-u|--update|-r|--yes|-y|--port_state=\S+) ?/,
        ['-d mlx5_0 set SRIOV_EN=1', '-i x.bin burn', '-d mlx5_0 reset'],
        'Writes settings or firmware of a network card: {target}.',
        'interface',
      ],
    ],
    why: 'Shows and sets network cards.',
  }),
  told({
    names: 'opensm ibportstate ibswportwatch hfi1_control',
    valued: '-C -P -t -L',
    looks: [/ query |--version|--help| -[iIhV] |^( \d+){2} $/, '12 3 query', '12 3'],
    harms: [
      [
        'changes',
        'network_lockout',
        'high',
        /^(?!.*( query |--version|--help| -[iIhV] )|( \d+){2} $)/,
        ['12 3 disable', '12 3 reset'],
        'Takes a link of a fabric down, or another manager for it up.',
        'interface',
      ],
    ],
    why: 'Steers the links of a fabric.',
  }),
  told({
    names: 'amd-smi xpu-smi dcgmi nvidia-cuda-mps-control',
    valued: '-i -g -d -e --gpu --device -m',
    looks: [
      /^ (list|static|metric|firmware|ucode|bad-pages|process|event|topology|monitor|version|discovery|topdown|stats|health|dump|log|discovery|dmon|nvlink|modules|profile( -[lc])?|policy --get|config --get|group -l|fieldgroup -l|introspect|ps|get_\S+|partition|xgmi|ras|pm|vgpu)\b(?!.* (--set\S*|-s|--reset|--delete|-r|--pause|--resume|--clear|--enable) )/,
      'metric',
      'discovery -l',
      'list',
    ],
    gives: [/^ (group -c|diag|test|stats --(enable|js)|profile --(pause|resume)|health -s)\b/, 'diag -r 1'],
    harms: [
      [
        'changes',
        'process_kill',
        'medium',
        /^ (reset|set|config (--set|-s|--enforce)|updatefw|policy --set|group -d|quit|settings|vgpu (-r|--remove))\b|^ config .*(--set|--reset|-s )/,
        ['reset --gpureset', 'updatefw -d 0 -t GFX -f x.bin', 'set --perf-level x'],
        'Resets graphics cards or changes them: what computes on them ends.',
        'process',
      ],
    ],
    why: 'Shows and sets graphics cards.',
  }),
  told({
    names: 'setpci wrmsr devmem devmem2 i2cset i2ctransfer gpioset pinctrl raspi-gpio isaset spidev_test mce-inject',
    valued: '-s -d -p -c',
    looks: [
      /^ (get|funcs|help|poll|lev|read)\b|^ [\w.]+ (-|$)| (-h|--help|--version|--dumpregs|-l|-V) /,
      '--help',
      '-s 00:1f.0 VENDOR_ID',
    ],
    harms: [
      [
        'writes',
        'config_overwrite',
        'high',
        / [\w.]+=\S| [^- ]\S* [^- ]\S* [^- ]|^ (set|write)\b| (-f|--force) /,
        ['-s 00:1f.0 COMMAND=0x02'],
        'Writes right into the hardware: a wrong value stops the host or breaks a device.',
        'host',
      ],
    ],
    why: 'Reads and writes the hardware itself.',
  }),
  told({
    names:
      'fancontrol pwmconfig nbfc liquidctl uhubctl usbreset usb_modeswitch ddcutil brightnessctl light powerman pm',
    valued: '-l -p -a -v -m -d -n --bus -c -b -r',
    looks: [
      /^ (list|status|info|detect|capabilities|getvcp|get|environment|inspect|dump)\b|^ {2}$| (-l|-q|-Q|-x|--query|--help|--version|-h|-T|-a=status) /,
      'list',
      'status',
      '-q',
    ],
    gives: [/^ (set|setvcp|start|initialize|s|i|config|restart|inc|dec|up|on)\b| (-1|--on) /, 'start'],
    harms: [
      [
        'switches',
        'power_state',
        'medium',
        / (-0|-c|--off|--cycle|--reset|--stop|-r|-S|-a=(0|2|off|cycle|toggle)|--action=(off|cycle)) ?|^ (stop|off|reset)\b/,
        ['--cycle node1', '--off node1', '-a off -l 1-1'],
        'Switches a device or a fan off: {target}.',
        'host',
      ],
    ],
    why: 'Switches devices and fans.',
  }),
];
