"""workers.py EVENTS [lost]: prints from a folder of Spark event logs what each worker did, by the address of its page.

Fails unless two workers or more did work and, with lost, one was lost.
"""
import collections, json, pathlib, sys, urllib.parse

worker, done, lost = {}, collections.defaultdict(lambda: [0, 0, 0]), []
for log in pathlib.Path(sys.argv[1]).iterdir():
    for line in log.read_text().splitlines():
        try:
            event = json.loads(line)
        except ValueError:  # the last line, while it is written
            continue
        if event["Event"] == "SparkListenerExecutorAdded":
            worker[event["Executor ID"]] = urllib.parse.urlsplit(event["Executor Info"]["Log Urls"]["stdout"]).netloc
        elif event["Event"] == "SparkListenerExecutorRemoved":
            lost.append(f'{worker[event["Executor ID"]]}: {event["Removed Reason"]}')
        elif event["Event"] == "SparkListenerTaskEnd" and event["Task End Reason"]["Reason"] == "Success":
            metrics = event["Task Metrics"]
            tally = done[worker[event["Task Info"]["Executor ID"]]]
            tally[0] += 1
            tally[1] += metrics["Executor Run Time"]
            tally[2] += metrics["Output Metrics"]["Records Written"]
for address, (tasks, ms, rows) in sorted(done.items()):
    print(f"worker {address}: {tasks} tasks, {ms / 1000:.1f} s, {rows} rows written")
for text in lost:
    print("lost worker", text)
if sum(rows > 0 for _, _, rows in done.values()) < 2:
    sys.exit("fewer than two workers did work")
if "lost" in sys.argv[2:] and not lost:
    sys.exit("no worker was lost")
