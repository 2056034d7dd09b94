"""Calls the orders service in a loop, each time by a new connection, and prints every change of what it hears."""
import time
import urllib.error
import urllib.request

calls, failures, last = 0, 0, ""
while True:
    try:
        heard = urllib.request.urlopen("http://orders/", timeout=10).read().decode()
    except urllib.error.HTTPError as failure:
        heard = "FAILED: " + failure.read().decode()
    except Exception as failure:
        heard = "FAILED: " + repr(failure)
    calls += 1
    failures += heard.startswith("FAILED")
    if heard != last:
        print(heard, flush=True)
    if heard != last or calls % 50 == 0:
        print("calls=%d failures=%d" % (calls, failures), flush=True)
    last = heard
    time.sleep(0.02)
