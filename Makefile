# 诉易 Suyi. `make` shows what there is to do; the tools put themselves in place from the locks.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin

help: ## Show these lines
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

serve: python ## Run the whole desk on this machine, data in ./var
	@exec $(BIN)/suyi serve

test: check node browser wheels ## Run every check and every test, the browser's too
	@$(BIN)/pytest -n 2 --dist worksteal

quick: check ## In the middle of work: style, types, imports, the domain and the services, in a minute and a half
	@$(BIN)/pytest -n 2 --dist worksteal tests/test_house.py tests/domain tests/services

check: python ## Check style, types and imports only
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m infra.catalogue check

bench: python ## Count what each job costs and time it against a bare Flask
	@$(BIN)/python -m tests.bench

package: python ## Build what runs on Lambda, with its bill of materials: build/
	@$(BIN)/python -m infra.build

deploy: python ## Put the desk on AWS or bring it up to date: STAGE=prod [MAIL= ALARMS= DOMAIN= CERTIFICATE= SMS= CONCURRENCY=]
	@$(BIN)/python -m infra.deploy "$(STAGE)" $(if $(MAIL),--mail "$(MAIL)") $(if $(ALARMS),--alarms "$(ALARMS)") \
	  $(if $(DOMAIN),--domain "$(DOMAIN)") $(if $(CERTIFICATE),--certificate "$(CERTIFICATE)") $(if $(SMS),--sms "$(SMS)") \
	  $(if $(CONCURRENCY),--concurrency "$(CONCURRENCY)")

undeploy: python ## Take the functions away, keep the data: STAGE=prod
	@$(BIN)/python -m infra.undeploy "$(STAGE)"

rehearse: python ## Rehearse all of that on this machine, with the real package, in two minutes
	@$(BIN)/python -m infra.rehearse

doctor: python ## Check a deployment and say what to mend: STAGE=prod
	@$(BIN)/python -m infra.operate "$(STAGE)" doctor

suyi: python ## The suyi command on a deployment: STAGE=prod DO="marketplace show xinghai"
	@$(BIN)/python -m infra.operate "$(STAGE)" $(DO)

site: python ## Build the static site: build/site
	@$(BIN)/python site/build.py build/site

screenshots: python browser ## Take the pictures of the pages anew
	@$(BIN)/python -m tests.browser.screenshots

locks: python ## Resolve the Python and Node locks anew from what is declared
	@infra/lock.sh

wheels: python
	@$(BIN)/python -m infra.build --fetch

python node browser:
	@infra/provision.sh $@

.PHONY: help serve test quick check bench package deploy undeploy rehearse doctor suyi site screenshots locks wheels python node browser
