import sys

from descent.main import main

sys.exit(main())
