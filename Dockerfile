# One image for every process of ipplan: web, worker and commands. The target `demo` adds a mail catcher.
FROM python:3.11-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /ipplan

# Everything the demo needs, npm among it, to build what pages load; only the results leave this stage.
FROM base AS workshop
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
COPY Makefile requirements.lock ./
RUN make .venv/demo
COPY web web
RUN make static && rm -rf web/node_modules

FROM base AS installed
COPY requirements-production.lock ./
RUN python -m venv .venv && .venv/bin/pip install --require-hashes -r requirements-production.lock

FROM base AS production
ENV PATH=/ipplan/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=
COPY --from=installed /ipplan/.venv .venv
COPY migrations migrations
COPY --from=workshop /ipplan/web web
COPY ipplan ipplan
RUN python -m compileall -q ipplan migrations \
 && groupadd --gid 10001 ipplan && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp ipplan \
 && mkdir /keys /mail /spool && chown 10001:10001 /keys /mail /spool && chmod 700 /keys /mail /spool
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
CMD ["python", "-m", "ipplan", "serve"]

FROM production AS demo
COPY --from=workshop /ipplan/.venv .venv
