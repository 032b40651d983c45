#!/usr/bin/env python3
"""test-summary.py MODULE...: counts what the tests of these modules said, from the reports that Surefire left.

Prints every failure, why tests were skipped (grouped), and last one line with the counts. Ends with status 1 if a test
failed or none was run; with CI=true also if one was skipped.
"""

import collections
import glob
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


def reason(skipped):
    """What is missing: the first line of the message, without the class of the exception."""
    text = skipped.get("message") or (skipped.text or "").strip() or "no reason given"
    text = text.splitlines()[0]
    text = re.sub(r"^([\w.$]+(Exception|Error)): ", "", text)
    return re.sub(r"^Assumption failed: ", "", text)


def main():
    tests = 0
    failures = []
    skipped = collections.Counter()
    not_applicable = 0
    for module in sys.argv[1:]:
        for report in sorted(glob.glob(os.path.join(module, "target", "surefire-reports", "TEST-*.xml"))):
            for case in ElementTree.parse(report).getroot().iter("testcase"):
                tests += 1
                for child in case:
                    if child.tag in ("failure", "error"):
                        failures.append("%s.%s" % (case.get("classname"), case.get("name")))
                    elif child.tag == "skipped" and reason(child).startswith("stores no "):
                        not_applicable += 1  # a part of a contract that is about something the format does not have
                    elif child.tag == "skipped":
                        skipped[reason(child)] += 1
    for name in failures:
        print("  failed: " + name)
    for why, count in skipped.most_common():
        print("  skipped %4d: %s" % (count, why))
    tests -= not_applicable
    total = sum(skipped.values())
    words = "; ".join("%d %s" % (count, why) for why, count in skipped.most_common(5))
    print(
        "%d tests run, %d failed, %d skipped%s"
        % (tests - total, len(failures), total, " (%s)" % words if words else "")
    )
    if not tests:
        return 1
    must_not_skip = os.environ.get("CI", "").lower() == "true"
    return 1 if failures or (must_not_skip and total) else 0


if __name__ == "__main__":
    sys.exit(main())
