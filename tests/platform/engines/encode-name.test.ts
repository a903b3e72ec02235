import test from 'ava';
import { fc } from '../../helpers/properties.js';
import { encodeName, encodeReference } from '../../../src/platform/engines/encode-name.js';

test('whatever a name is, it stays one segment of the path or is refused', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      try {
        const encoded = encodeName(name);
        return !/[/?#\\\s]/.test(encoded) && decodeURIComponent(encoded) === name;
      } catch (error) {
        return (error as { code?: string }).code === 'bad_request' || error instanceof URIError;
      }
    }),
  );
  t.pass();
});

test('names that lead elsewhere are refused', (t) => {
  for (const name of ['', '.', '..', 'a/b', '../x', 'a\nb', 'a\0b']) t.throws(() => encodeName(name), undefined, name);
  for (const name of ['a/../b', '/a', 'a//b', 'a/.', '']) t.throws(() => encodeReference(name), undefined, name);
  t.is(encodeReference('127.0.0.1:5000/team/app@sha256:00'), '127.0.0.1%3A5000/team/app%40sha256%3A00');
});
