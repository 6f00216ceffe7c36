# Sourced by the scripts beside it: makes a virtual environment once, and again when what it holds changes.

# install FOLDER PIP-ARGUMENTS...: says nothing unless it fails.
install() {
  local folder=$1
  shift
  "$folder/bin/python" -m pip install --disable-pip-version-check "$@" > "$folder/install.log" 2>&1 || {
    cat "$folder/install.log" >&2
    exit 1
  }
}

# make_environment FOLDER PIP-ARGUMENTS...
make_environment() {
  local folder=$1 stamp
  shift
  stamp=$(cat setup.cfg pyproject.toml | cksum; echo "$*")
  if [ -f "$folder/.stamp" ] && [ "$(cat "$folder/.stamp")" = "$stamp" ]; then
    return
  fi
  local python=${PYTHON:-python3}
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || {
    echo "Python 3.10 or newer is needed; $python is $("$python" --version 2>&1). Set PYTHON to another one." >&2
    exit 2
  }
  echo "Making an environment in $folder (a minute or two the first time) …"
  "$python" -m venv "$folder" || {
    echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 2
  }
  install "$folder" --upgrade pip
  install "$folder" "$@"
  echo "$stamp" > "$folder/.stamp"
}
