# Thin calls to forum/bootstrap.py, which also works alone: python3 forum/bootstrap.py run
#   make run PORT=8000 DATA=some/directory HALL=1     make test ARGS="-k ballot"
PYTHON ?= python3
BOOTSTRAP = @$(PYTHON) forum/bootstrap.py

.PHONY: run setup test check bench wheel lock

run:
	$(BOOTSTRAP) run $(if $(PORT),--port "$(PORT)") $(if $(DATA),--data "$(DATA)") $(if $(filter-out 0,$(HALL)),--hall) $(ARGS)

setup test check bench wheel lock:
	$(BOOTSTRAP) $@ $(ARGS)
