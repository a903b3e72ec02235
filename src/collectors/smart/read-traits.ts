import {
  asList,
  asObject,
  type JsonObject,
  readDigits,
  readInteger,
  readNumber,
  readText,
} from '../shared/disk-fields.js';
import type { DeviceTraits } from './schema.js';

/** What a document in the shape of smartctl's JSON says of the device itself. */
export function readTraits(document: JsonObject): DeviceTraits {
  const wwn = readAtaWwn(document) ?? readText(document['logical_unit_id']);
  const rate = readNumber(document['rotation_rate']);
  const vendor = readText(document['scsi_vendor']) ?? readText(document['vendor']);
  const model = readText(document['model_name']) ?? readText(document['scsi_model_name']);
  const product = readText(document['scsi_product']) ?? readText(document['product']);
  const names = [wwn, ...readNamespaces(document)].filter((name) => name !== null);
  return {
    vendor,
    // Of SCSI, the model's name holds the vendor's in front: as lsblk has it, it is only the product.
    model: product ?? withoutVendor(model, vendor),
    serial: readText(document['serial_number']),
    wwn: names[0] ?? null,
    names,
    firmware:
      readText(document['firmware_version']) ?? readText(document['scsi_revision']) ?? readText(document['revision']),
    sizeBytes: readSize(document),
    rotational: rate === null ? isNvme(document) : rate > 0,
    transport: readTransport(document),
  };
}

/** NVMe says nothing of rotation: none of it rotates. */
function isNvme(document: JsonObject): false | null {
  return asObject(document['device'])['protocol'] === 'NVMe' ? false : null;
}

function withoutVendor(model: string | null, vendor: string | null): string | null {
  return model !== null && vendor !== null && model.startsWith(`${vendor} `)
    ? model.slice(vendor.length).trim()
    : model;
}

/** `{naa: 5, oui: 3152, id: 12345}`: 4, 24 and 36 bits. */
function readAtaWwn(document: JsonObject): string | null {
  const wwn = asObject(document['wwn']);
  const naa = readInteger(wwn['naa'], 0, 0xf);
  const oui = readInteger(wwn['oui'], 0, 0xff_ff_ff);
  const id = readInteger(wwn['id'], 0, 0xf_ff_ff_ff_ff);
  if (naa === null || oui === null || id === null) return null;
  return `0x${naa.toString(16)}${hex(oui, 6)}${hex(id, 9)}`;
}

/** EUI-64 as `{oui, ext_id}` or as text; NGUID as text or as `{oui, ext_id, …}` in versions that print it. */
function readNamespaces(document: JsonObject): (string | null)[] {
  return asList(document['nvme_namespaces'])
    .slice(0, 128)
    .flatMap((value) => {
      const namespace = asObject(value);
      return [readEui(namespace['nguid']), readEui(namespace['eui64'])];
    });
}

function readEui(value: unknown): string | null {
  const text = readText(value)
    ?.replace(/^(?:eui\.|0x)/i, '')
    .replaceAll(/[\s:-]/g, '');
  if (text !== undefined) return /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/i.test(text) ? `eui.${text.toLowerCase()}` : null;
  const oui = readInteger(asObject(value)['oui'], 0, 0xff_ff_ff);
  const extension = readDigits(asObject(value)['ext_id']);
  if (oui === null || extension === null || BigInt(extension) >= 1n << 40n) return null;
  return `eui.${hex(oui, 6)}${hex(BigInt(extension), 10)}`;
}

function hex(value: number | bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function readSize(document: JsonObject): string | null {
  const capacity = asObject(document['user_capacity']);
  const said = [
    capacity['bytes_s'],
    capacity['bytes'],
    asObject(asObject(asList(document['nvme_namespaces'])[0])['size'])['bytes'],
    document['nvme_total_capacity'],
  ];
  // 0: an NVMe that manages no namespaces does not tell its whole capacity.
  return said.map(readDigits).find((digits) => digits !== null && digits !== '0') ?? null;
}

function readTransport(document: JsonObject): string | null {
  const scsi = readText(asObject(document['scsi_transport_protocol'])['name'])?.toLowerCase() ?? '';
  if (scsi.startsWith('sas')) return 'sas';
  if (scsi.startsWith('fibre') || scsi.startsWith('fc')) return 'fc';
  const protocol = readText(asObject(document['device'])['protocol']);
  if (protocol === 'NVMe') return 'nvme';
  return protocol === 'ATA' ? 'sata' : null;
}
