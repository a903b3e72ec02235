import { rowsOf } from './table.js';
import type { LanguageTable } from './table.js';

export const RUBY: LanguageTable = {
  calls: rowsOf({
    shell: 'IO.popen Open3.capture2 Open3.capture3 Open3.capture2e Open3.popen3 Open3.popen2 Open3.pipeline',
    command: 'system exec spawn Kernel.system Kernel.exec Kernel.spawn Process.spawn Process.exec PTY.spawn',
    open: 'open File.open File.new IO.open Kernel.open',
    delete: `File.delete File.unlink Dir.rmdir Dir.delete Dir.unlink FileUtils.rm FileUtils.rmdir FileUtils.rm_f File.truncate
             FileUtils.safe_unlink FileUtils.remove_file Pathname.unlink`,
    delete_tree:
      'FileUtils.rm_rf FileUtils.rm_r FileUtils.remove_dir FileUtils.remove_entry FileUtils.remove_entry_secure FileUtils.rmtree',
    overwrite: `File.write IO.write File.binwrite File.rename FileUtils.mv FileUtils.cp FileUtils.cp_r FileUtils.move
                FileUtils.copy FileUtils.install`,
    add: 'Dir.mkdir FileUtils.mkdir FileUtils.mkdir_p FileUtils.touch File.symlink File.link FileUtils.ln_s',
    permission: 'File.chmod File.chown FileUtils.chmod FileUtils.chmod_R FileUtils.chown FileUtils.chown_R',
    kill: 'Process.kill',
    network: 'TCPServer.new TCPSocket.new UDPSocket.new',
    read: `File.read File.readlines File.exist? File.foreach File.size File.stat File.file? File.directory? Dir.glob Dir.entries
           Dir.children Dir.pwd Dir.exist? IO.read IO.readlines File.basename File.dirname File.join Dir.each_child`,
    doubt: `eval instance_eval class_eval module_eval send __send__ public_send const_get Object.const_get method
            binding load syscall fork trap Kernel.eval Marshal.load ObjectSpace.each_object RubyVM.eval require_relative
            Net::HTTP.start instance_variable_get autoload`,
  }),
  methods: rowsOf({
    delete: 'unlink',
    delete_tree: 'rmtree rm_rf',
    doubt: 'send public_send __send__ instance_eval class_eval const_get eval',
    command: 'system spawn',
  }),
  modules:
    /^(?:json|yaml|psych|date|time|set|securerandom|digest(?:\/\w+)?|base64|csv|pp|English|erb|bigdecimal|openssl|optparse|ostruct|shellwords|uri|fileutils|open3|io\/console|socket|stringio|strscan|timeout|tempfile|tmpdir|pathname|benchmark|zlib|rubygems|etc|logger|prime|matrix|abbrev|forwardable)$/,
  imports: ['require'],
  dynamic: /^(?:ObjectSpace|Fiddle|Binding|TOPLEVEL_BINDING)(?:\.|$)/,
  bareCalls: true,
};
