# The pages of the synthetic sample on port 8000, or of the export that POSTS names, which is built
# when the container starts.
FROM python:3.13-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home reader \
    && install -d -o reader -g reader /app
USER reader
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1

# The packages are a layer of their own, which stays while the lock does.
COPY --chown=reader Makefile requirements.txt ./
RUN make .venv/installed

# .dockerignore says what comes along.
COPY --chown=reader . .
RUN make build

EXPOSE 8000
# A server that is the first process of a container takes no notice of the usual signal.
STOPSIGNAL SIGINT
CMD ["sh", "-c", "if [ -n \"$POSTS$DRAFTS\" ]; then make build; fi && exec .venv/bin/python -m http.server --directory \"${SITE:-site}\" 8000"]
