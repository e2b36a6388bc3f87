"""The door for web servers."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trienkhai.config.settings")
application = get_wsgi_application()
# Every page is loaded before the first visit, and what was loaded is not looked through for garbage again; forked workers share it.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
