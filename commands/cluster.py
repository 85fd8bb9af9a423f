"""A small Spark cluster on this machine, to try the target on: make spark-up, make spark-down.

A standalone master, two workers and the Thrift server, on loopback, from the pip package. What they
write (tables, logs, their process numbers) lies in target/spark.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from commands.errors import BuildError, plain_errors

FOLDER = Path("target/spark")
HOST = "127.0.0.1"
N_WORKERS = 2
DAEMON_MB = 512  # of the master and of each worker, which only hand out what executors do
SECONDS_TO_START = 180
JAVA_VERSIONS = (17, 21)
JAVA = "Spark needs Java 17 or 21 (on Debian: apt-get install openjdk-17-jre-headless)"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    # Of small data Spark joins what is left over again.
    "spark.sql.shuffle.partitions": "16",
    "spark.sql.ansi.enabled": "true",
}


def main() -> int:
    """Start the cluster, or end it, as the command line says."""
    wanted = sys.argv[1:]
    folder = FOLDER.absolute()
    try:
        with plain_errors("starting or ending Spark", folder):
            if wanted == ["up"]:
                port = int(os.environ.get("SPARK_PORT") or 10_000)
                up(folder, port)
                print(f"Spark answers at {HOST}:{port}. Next: make build ENGINE=spark POSTS=...")
            elif wanted == ["down"]:
                print(f"Ended {down(folder)} processes of Spark; its tables are kept in {folder}")
            else:
                raise BuildError("say up or down: make spark-up, make spark-down")
    except BuildError as error:
        print(str(error), file=sys.stderr)
        return 1
    return 0


def up(folder: Path, port: int) -> None:
    """Start master, workers and Thrift server, and wait until a query is answered."""
    home, java = home_of_spark(), java_home()
    if running(folder):
        raise BuildError(f"Spark is running, from {folder}. End it: make spark-down")
    if is_open(port):
        raise BuildError(f"port {port} of this machine is taken. Name another in SPARK_PORT.")
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    environment = os.environ | settings_of(home, java, folder)
    started: list[dict[str, object]] = []
    try:
        for name, command in commands_of(home, folder, port).items():
            # Spark takes its Thrift server for one of its daemons, and heeds no --driver-memory.
            memory = memory_of_a_worker() if name == "thrift" else DAEMON_MB
            own = environment | {"SPARK_DAEMON_MEMORY": f"{memory}m"}
            started.append(start(name, command, folder, own))
            (folder / "processes.json").write_text(json.dumps(started), "utf-8")
        wait_for(folder, port)
    except BaseException:
        down(folder)
        raise


def settings_of(home: Path, java: str, folder: Path) -> dict[str, str]:
    """What Spark's scripts read from the environment."""
    settings = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_CONF_DIR": str(folder),
        "PYSPARK_PYTHON": sys.executable,
    }
    return settings | ({"JAVA_HOME": java} if java else {})


def commands_of(home: Path, folder: Path, port: int) -> dict[str, list[str]]:
    """The processes by their names, in the order in which they are started."""
    spark, deploy = str(home / "bin/spark-class"), "org.apache.spark.deploy"
    master, n_workers = str(free_port()), int(os.environ.get("SPARK_WORKERS") or N_WORKERS)
    cores = max((os.cpu_count() or 1) // N_WORKERS, 1)
    memory = f"{memory_of_a_worker()}m"
    worker = [
        spark, f"{deploy}.worker.Worker", "--host", HOST, "--webui-port", "0",
        "--cores", str(cores), "--memory", memory, "--work-dir", str(folder / "work"),
        f"spark://{HOST}:{master}",
    ]  # fmt: skip
    return {
        "master": [
            spark, f"{deploy}.master.Master", "--host", HOST, "--port", master, "--webui-port", "0",
        ],
        **{f"worker-{number + 1}": worker for number in range(n_workers)},
        "thrift": thrift_server(home, folder, f"spark://{HOST}:{master}", port, memory),
    }  # fmt: skip


def thrift_server(home: Path, folder: Path, master: str, port: int, memory: str) -> list[str]:
    """The command that starts what dbt speaks to."""
    settings = SETTINGS | {"spark.sql.warehouse.dir": str(folder / "warehouse")}
    hive = {
        "hive.server2.thrift.bind.host": HOST,
        "hive.server2.thrift.port": str(port),
        "javax.jdo.option.ConnectionURL": "jdbc:derby:;create=true;"
        f"databaseName={folder}/metastore",
    }
    return [
        str(home / "bin/spark-submit"), "--master", master, "--name", "thrift-server",
        "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
        "--executor-memory", memory,
        "--driver-java-options", f"-Dderby.stream.error.file={folder}/logs/derby.log",
        *[part for name, value in settings.items() for part in ("--conf", f"{name}={value}")],
        "spark-internal",
        *[part for name, value in hive.items() for part in ("--hiveconf", f"{name}={value}")],
    ]  # fmt: skip


def home_of_spark() -> Path:
    """Where pip put Spark."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise BuildError("Spark is not installed here. Install it: make .venv/spark")
    return Path(found.origin).parent


def java_home() -> str:
    """What JAVA_HOME says, if anything; raises BuildError unless Spark can run on that Java."""
    home = os.environ.get("JAVA_HOME", "")
    java = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if java is None:
        where = f"JAVA_HOME is {home}, where there is none" if home else "there is none here"
        raise BuildError(f"{JAVA}, and {where}.")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    if version is None or int(version[1]) not in JAVA_VERSIONS:
        said = f"Java {version[1]}" if version else "no Java"
        raise BuildError(f"{JAVA}, and {java} is {said}. Name another in JAVA_HOME.")
    return home


def memory_of_a_worker() -> int:
    """MB: of a quarter of the machine, at least one GB and at most eight."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return min(max(machine // 5, 1024), 8192)


def start(
    name: str, command: list[str], folder: Path, environment: dict[str, str]
) -> dict[str, object]:
    """A process that goes on when this one ends, and what tells it from a later one."""
    with (folder / "logs" / f"{name}.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder,
            env=environment, start_new_session=True,
        )  # fmt: skip
    return {"name": name, "pid": process.pid, "born": born(process.pid)}


def wait_for(folder: Path, port: int) -> None:
    """Return when the Thrift server has let workers count to one; raise where a process ended."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        ended = {"master", "thrift"} - {str(one["name"]) for one in running(folder)}
        if ended:
            log = folder / "logs" / f"{min(ended)}.log"
            raise BuildError(f"Spark did not start: {last_complaint(log)} (all of it: {log})")
        if is_open(port) and answers(port):
            return
        time.sleep(0.5)
    raise BuildError(f"Spark did not answer within {SECONDS_TO_START} s; see {folder}/logs")


def answers(port: int) -> bool:
    """Whether the server has its workers do something."""
    from pyhive import hive

    try:
        with hive.connect(HOST, port) as connection, connection.cursor() as cursor:
            cursor.execute("select count(*) from range(2, 4, 1, 2)")
            return bool(cursor.fetchall() == [(2,)])
    except Exception:  # Of many kinds, while it is coming up.
        return False


def last_complaint(log: Path) -> str:
    """The first line of the log that tells of an error."""
    lines = log.read_text("utf-8", errors="replace").splitlines()
    complaints = [line for line in lines if re.search(r"error|exception", line, re.IGNORECASE)]
    return (complaints or lines or ["it said nothing"])[0].strip()


def running(folder: Path) -> list[dict[str, object]]:
    """Those processes of an earlier `up` that are still there."""
    told = folder / "processes.json"
    started = json.loads(told.read_text("utf-8")) if told.exists() else []
    return [one for one in started if one["born"] and born(int(one["pid"])) == one["born"]]


def down(folder: Path) -> int:
    """End exactly the processes that `up` started, the last one first; how many there were."""
    alive = running(folder)
    for how, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 5)):
        for one in reversed(running(folder)):
            # Executors are in the sessions of their workers.
            os.killpg(int(str(one["pid"])), how)
        deadline = time.monotonic() + seconds
        while running(folder) and time.monotonic() < deadline:
            time.sleep(0.1)
    (folder / "processes.json").unlink(missing_ok=True)
    return len(alive)


def born(pid: int) -> str:
    """When a process began, by the machine's clock; empty where there is none, or it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def is_open(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as asked:
        return asked.connect_ex((HOST, port)) == 0


def free_port() -> int:
    """One that nothing listens on."""
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
