#!/usr/bin/env bash
# cluster.sh start [WORKERS] | stop: a Spark cluster with a Connect server at spark://127.0.0.1:15002, all on this machine.
# HERE is a folder for its files, SPARK_HOME the folder of the package pyspark; it needs Java 17 or newer.
set -euo pipefail
mkdir -p "${HERE:?names an empty folder for the files of the cluster}"
cd "$HERE"
export SPARK_HOME="${SPARK_HOME:?names the folder of the package pyspark}" SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS="$PWD/local"
mkdir -p pids logs work local events warehouse

# each in a process group of its own, so that stop ends what it has started
daemon() {
	name=$1
	shift
	setsid "$@" >"logs/$name.log" 2>&1 &
	echo $! >"pids/$name"
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
	for port in 7077 15002; do
		if listening $port; then
			echo "something listens on port $port already; is another cluster running?" >&2
			exit 1
		fi
	done
	SPARK_DAEMON_MEMORY=400m daemon master "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master \
		--host 127.0.0.1 --port 7077 --webui-port 8080
	for i in $(seq "${1:-2}"); do
		SPARK_DAEMON_MEMORY=256m daemon "worker$i" "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker \
			--host 127.0.0.1 --cores 1 --memory 1g --webui-port $((8080 + i)) --work-dir "$PWD/work/worker$i" spark://127.0.0.1:7077
	done
	daemon connect "$SPARK_HOME/bin/spark-submit" --class org.apache.spark.sql.connect.service.SparkConnectServer \
		--master spark://127.0.0.1:7077 --conf spark.cores.max="${1:-2}" --conf spark.scheduler.minRegisteredResourcesRatio=1.0 --conf spark.scheduler.maxRegisteredResourcesWaitingTime=300s --driver-memory 1g --executor-memory 1g --executor-cores 1 \
		--driver-java-options -XX:TieredStopAtLevel=1 --conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 \
		--conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
		--conf spark.connect.grpc.binding.address=127.0.0.1 --conf spark.connect.grpc.binding.port=15002 \
		--conf spark.sql.shuffle.partitions=4 --conf spark.sql.adaptive.advisoryPartitionSizeInBytes=1m --conf spark.sql.catalogImplementation=in-memory \
		--conf spark.sql.warehouse.dir="$PWD/warehouse" --conf spark.ui.enabled=false --conf spark.ui.showConsoleProgress=false \
		--conf spark.eventLog.enabled=true --conf spark.eventLog.compress=false --conf spark.eventLog.rolling.enabled=false \
		--conf spark.eventLog.dir="$PWD/events" spark-internal
	for _ in $(seq 600); do
		if listening 15002; then return; fi
		if ! kill -0 "$(cat pids/connect)" 2>/dev/null; then break; fi
		sleep 0.5
	done
	tail -n 20 logs/connect.log >&2
	echo "the Connect server did not start; its log is $PWD/logs/connect.log" >&2
	stop
	exit 1
}

stop() {
	for file in pids/*; do
		[ -e "$file" ] || continue
		kill -- "-$(cat "$file")" 2>/dev/null || true
		rm -f "$file"
	done
}

case "${1:-}" in
start | stop) "$@" ;;
*)
	echo "usage: cluster.sh start [WORKERS] | stop" >&2
	exit 2
	;;
esac
