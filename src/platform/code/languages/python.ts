import { rowsOf } from './table.js';
import type { LanguageTable } from './table.js';

export const PYTHON: LanguageTable = {
  calls: rowsOf({
    shell: `os.system os.popen subprocess.getoutput subprocess.getstatusoutput commands.getoutput
            asyncio.create_subprocess_shell pty.spawn`,
    command: `subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen os.execv
              os.execvp os.execl os.execlp os.execve os.execvpe os.spawnv os.spawnl os.spawnvp os.spawnlp os.posix_spawn`,
    open: 'open io.open codecs.open gzip.open bz2.open lzma.open os.fdopen',
    delete: `os.remove os.unlink os.rmdir os.removedirs pathlib.Path.unlink os.truncate`,
    delete_tree: 'shutil.rmtree',
    overwrite: 'shutil.move shutil.copyfile os.rename os.replace os.renames shutil.copy shutil.copy2 shutil.copytree',
    add: `os.mkdir os.makedirs os.symlink os.link os.utime os.mkfifo tempfile.mkdtemp tempfile.mkstemp
          tempfile.NamedTemporaryFile tempfile.TemporaryDirectory shutil.make_archive`,
    permission: 'os.chmod os.chown os.lchown os.setuid os.setgid os.umask os.seteuid shutil.chown',
    kill: 'os.kill os.killpg os.abort signal.pthread_kill',
    network: `urllib.request.urlretrieve ftplib.FTP smtplib.SMTP telnetlib.Telnet paramiko.SSHClient
              requests.post requests.put requests.delete requests.patch http.server.HTTPServer socketserver.TCPServer
              http.server.test`,
    read: `os.listdir os.walk os.scandir os.stat os.lstat os.getcwd os.getpid os.getppid os.getuid os.geteuid os.getgid
           os.getenv os.environ os.environ.get os.environ.items os.uname os.cpu_count os.sep os.linesep os.name os.statvfs
           os.getloadavg os.access os.readlink os.getlogin os.urandom os.get_terminal_size os.chdir os.devnull os.pathsep
           os.sched_getaffinity os.getgroups os.fspath os.F_OK os.R_OK os.sysconf
           shutil.disk_usage shutil.which shutil.get_terminal_size pathlib.Path pathlib.PurePath pathlib glob.glob glob.iglob
           socket.gethostname socket.getfqdn socket.gethostbyname socket.getaddrinfo socket.gethostbyaddr socket.inet_aton
           socket.socket socket.AF_INET socket.SOCK_STREAM socket.AF_INET6 socket.SOCK_DGRAM socket.inet_ntoa
           socket.create_connection ssl.create_default_context ssl.SSLContext ssl.PROTOCOL_TLS_CLIENT ssl.CERT_NONE
           ssl.wrap_socket urllib.request.urlopen urllib.request.Request requests.get requests.head http.client.HTTPConnection
           http.client.HTTPSConnection ssl.get_server_certificate signal.SIGTERM signal.SIGKILL subprocess.PIPE
           subprocess.DEVNULL subprocess.STDOUT subprocess.CalledProcessError os.SEEK_SET os.WNOHANG
           os os.path shutil subprocess socket glob urllib urllib.request signal tempfile requests io codecs gzip http
           http.client ssl bz2 lzma
           psutil.cpu_percent psutil.virtual_memory psutil.disk_usage psutil.boot_time psutil.process_iter psutil`,
    harmless: 'ast.literal_eval re.compile input print',
    doubt: `eval exec compile __import__ execfile importlib.import_module runpy.run_path runpy.run_module getattr setattr
            delattr globals locals vars breakpoint ctypes pickle.loads pickle.load marshal.loads os.fork os.dup2 os.write
            os.open os.putenv code.interact yaml.unsafe_load builtins`,
  }),
  methods: rowsOf({
    delete: 'unlink rmdir truncate',
    delete_tree: 'rmtree',
    overwrite: 'write_text write_bytes',
    add: 'touch mkdir symlink_to hardlink_to',
    permission: 'chmod lchmod',
    kill: 'kill terminate send_signal',
    shell: 'system popen',
    network: 'send sendall sendto bind listen serve_forever request putrequest makefile post patch sendmail',
  }),
  modules:
    /^(?:json|sys|re|math|cmath|datetime|time|collections|itertools|functools|random|string|base64|binascii|hashlib|hmac|uuid|decimal|fractions|statistics|textwrap|csv|html|ipaddress|platform|struct|zlib|secrets|operator|typing|pprint|calendar|locale|unicodedata|xml|yaml|toml|tomllib|configparser|argparse|ast|sysconfig|site|copy|enum|dataclasses|heapq|bisect|array|pwd|grp|crypt|getpass|traceback|warnings|timeit|difflib|fnmatch|shlex|numbers|contextlib|abc|types|inspect|keyword|token|tokenize|zoneinfo|email|mimetypes|quopri|colorsys|errno|logging|zipfile\.is_zipfile|os\.path|urllib\.parse|importlib\.metadata|numpy|pandas|netaddr|bcrypt|passlib|cryptography|packaging|__future__|this|antigravity)(?:\.|$)/,
  imports: ['import', 'from'],
  dynamic:
    /^(?:__builtins__|__loader__|__globals__|__dict__|__getattribute__|__reduce__|__code__)$|(?:^|\.)__(?:class|subclasses|bases|mro|globals|builtins|import|getattribute|dict|code|init)__|^sys\.(?:modules|meta_path|path_hooks|settrace|setprofile)/,
  bareCalls: false,
};
