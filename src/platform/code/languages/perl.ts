import { rowsOf } from './table.js';
import type { LanguageTable } from './table.js';

export const PERL: LanguageTable = {
  calls: rowsOf({
    shell: 'readpipe',
    command: 'system exec',
    open: 'open sysopen',
    delete: 'unlink rmdir truncate',
    delete_tree: 'rmtree remove_tree File::Path::rmtree File::Path::remove_tree File::Path::make_tree',
    overwrite: 'rename copy move File::Copy::copy File::Copy::move cp mv dbmopen',
    add: 'mkdir symlink link utime mkpath make_path',
    permission: 'chmod chown',
    kill: 'kill',
    network: 'socket connect bind listen',
    read: 'opendir readdir stat lstat readlink chdir',
    doubt: 'eval do require syscall fork ioctl fcntl dump goto chroot evalbytes',
  }),
  methods: rowsOf({
    delete: 'remove unlink',
    delete_tree: 'remove_tree rmtree',
    overwrite: 'spew spew_utf8',
    shell: 'qx',
  }),
  modules:
    /^(?:strict|warnings|utf8|feature|bytes|integer|bigint|bignum|constant|lib|vars|open|v?\d[\w.]*|JSON(?:::\w+)*|POSIX|List::\w+|Scalar::Util|Data::Dumper|Time::\w+|Digest::\w+|MIME::\w+|Encode|Getopt::\w+|Text::\w+|Math::\w+|Sys::Hostname|Cwd|Storable|URI(?:::\w+)*|Socket|Term::\w+|English|Carp|File::Basename|File::Spec(?:::\w+)*|HTML::Entities|YAML(?:::\w+)*|File::Path|File::Copy|File::Find|Config|Benchmark)$/,
  imports: ['use', 'no'],
  dynamic: /^(?:&\$|\*|CORE::GLOBAL)|^(?:AUTOLOAD|BEGIN::)/,
  bareCalls: true,
};
