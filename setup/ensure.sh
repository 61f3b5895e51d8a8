# Sourced by ./marrow and ./test: installs what setup/packages names, builds what is out of date.
# Quiet when there is nothing to do; otherwise one line on stderr and a log in artifacts/setup/.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
state=$root/artifacts/setup
# Invariant globalization: the SDK then needs no ICU on a bare machine, and sorts and prints alike everywhere.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

say() { printf 'marrow: %s\n' "$*" >&2; }
die() { local code=$1; shift; say "$*"; exit "$code"; }

package_names() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$root/setup/packages" | awk '{print $1}'; }

missing_packages() {
  local name
  for name in $(package_names); do
    dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || printf '%s ' "$name"
  done
}

install_packages() {
  local missing
  missing=$(missing_packages)
  if [ -n "$missing" ]; then
    [ "$(id -u)" = 0 ] || die 4 "missing Debian packages; as root run: apt-get install --no-install-recommends $missing"
    say "installing Debian packages: $missing"
    { apt-get -o DPkg::Lock::Timeout=300 update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends $missing
    } >"$state/packages.log" 2>&1 || die 4 "apt-get failed; see artifacts/setup/packages.log"
  fi
  touch "$state/packages.done"
}

find_dotnet() {
  command -v dotnet >/dev/null || die 4 "the .NET SDK 10 is not installed (no dotnet on PATH); see https://dot.net"
  if [ -z "${DOTNET_ROOT:-}" ]; then
    DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
    export DOTNET_ROOT
  fi
}

# The program runs where a processor has all that this one has.
processor() { sed -n '/^flags/{p;q}' /proc/cpuinfo; }

# True when any source is newer than the stamp named, or the runtime, which is part of the program.
is_stale() {
  [ -e "$1" ] && [ "$(processor)" = "$(<"$1")" ] || return 0
  [ ! "$DOTNET_ROOT/shared/Microsoft.NETCore.App" -nt "$1" ] || return 0
  [ -n "$(find "$root/src" "$root/native" "$root/models" "$root/setup" "$root"/Directory.*.props "$root/global.json" \
    -newer "$1" \( -type f -o -type d \) -print -quit 2>/dev/null)" ]
}

# $1 names the log.
compile() {
  local log=$state/$1.log
  shift
  rm -rf "$root/artifacts/marrow.new"
  dotnet publish "$root/src/Marrow.Cli/Marrow.Cli.csproj" -c Release -r linux-x64 "$@" -o "$root/artifacts/marrow.new" >"$log" 2>&1
}

publish() {
  local begun=$state/publish.begun
  say "building (the first time takes a minute or two)"
  processor >"$begun"
  "$root/native/build" >"$state/native.log" 2>&1 || die 4 "the native shim does not build; see artifacts/setup/native.log"
  # The compiler of native code must be of the SDK's own version; where the gallery lacks it, the program is compiled ahead as far as the SDK can.
  if ! compile native-code -p:PublishNative=true; then
    compile build --self-contained false -p:PublishReadyToRun=true -p:TieredCompilation=false -p:EventSourceSupport=false ||
      die 4 "the build failed; see artifacts/setup/build.log"
    say "native code cannot be made here (see artifacts/setup/native-code.log); the program starts slower and takes more memory"
  fi
  rm -rf "$root/artifacts/marrow.old"
  [ ! -e "$root/artifacts/marrow" ] || mv "$root/artifacts/marrow" "$root/artifacts/marrow.old"
  mv "$root/artifacts/marrow.new" "$root/artifacts/marrow"
  mv "$begun" "$state/publish.done"
}

# $1 says what is to be done there.
need_state() {
  mkdir -p "$state" 2>/dev/null && [ -w "$state" ] || die 4 "$1, and $state cannot be written; whoever it belongs to runs ./marrow once"
}

ensure_packages() {
  find_dotnet
  [ "$state/packages.done" -nt "$root/setup/packages" ] && return
  need_state "the packages are not checked yet"
  (flock 9; [ "$state/packages.done" -nt "$root/setup/packages" ] || install_packages) 9>"$state/lock"
}

ensure_built() {
  is_stale "$state/publish.done" || return 0
  need_state "the program is not built, or older than its sources"
  (flock 9; ! is_stale "$state/publish.done" || publish) 9>"$state/lock"
}
