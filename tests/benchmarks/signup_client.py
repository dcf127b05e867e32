"""People who press “Register” at the same moment, in a process of their own.

Reads them as JSON and writes when each asked and was answered. It knows nothing of Django.
"""

import http.client
import json
import secrets
import sys
import threading
import time
from urllib.parse import urlencode


def sign_up(person: dict, port: int, begin: float, done: list[dict]) -> None:
    """Send the form of the page, as a browser does, and note how it went."""
    token = secrets.token_hex(16)
    form = {"name": person["name"], "diet": "No nuts", "takes_bus": "on", "in_list": "on"}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={person['session']}; csrftoken={token}",
        "X-CSRFToken": token,
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    time.sleep(max(0.0, begin + person["after"] - time.time()))
    asked, status = time.time(), 0
    try:
        connection.request("POST", person["path"], urlencode(form), headers)
        response = connection.getresponse()
        response.read()
        status, error = response.status, ""
    except (OSError, http.client.HTTPException) as trouble:
        error = repr(trouble)
    done.append(
        {
            "name": person["name"],
            "asked": asked,
            "answered": time.time(),
            "error": error or ("" if status == 302 else f"answer {status}"),
        }
    )
    connection.close()


def main() -> None:
    order = json.load(sys.stdin)
    done: list[dict] = []
    threads = [
        threading.Thread(target=sign_up, args=(person, order["port"], order["begin"], done))
        for person in order["people"]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(done, sys.stdout)


if __name__ == "__main__":
    main()
