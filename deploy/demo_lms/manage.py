#!/usr/bin/env python
"""Commands of the demo LMS: seed, add_tool, platform_facts."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "demo_lms.settings"
    execute_from_command_line(sys.argv)
