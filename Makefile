# Thin calls to forum/bootstrap.py, which also works alone: python3 forum/bootstrap.py run
#   make run PORT=8000 DATA=some/directory HALL=1     make test ARGS="-k ballot"     make bench QUICK=1
PYTHON ?= python3
BOOTSTRAP = @$(PYTHON) forum/bootstrap.py

.PHONY: run setup test check bench wheel lock

run:
	$(BOOTSTRAP) run $(if $(PORT),--port "$(PORT)") $(if $(DATA),--data "$(DATA)") $(if $(filter-out 0,$(HALL)),--hall) $(ARGS)

bench:
	$(BOOTSTRAP) bench $(if $(filter-out 0,$(QUICK)),--quick) $(ARGS)

setup test check wheel lock:
	$(BOOTSTRAP) $@ $(ARGS)
