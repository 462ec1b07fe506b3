# The program in an image of its own: built from its wheel and its pinned requirements, run by nobody in particular.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/akteursnetz
COPY requirements.txt .
RUN /opt/akteursnetz/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . .
RUN /opt/akteursnetz/bin/python -m hatchling build --target wheel \
 && /opt/akteursnetz/bin/pip install --no-cache-dir --no-deps --no-index dist/*.whl

FROM python:3.11-slim
# Without a font the pictures in Word annexes would have no letters; the program then leaves them out and says so.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-liberation && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home akteursnetz \
 && install --directory --owner=akteursnetz --mode=0750 /data \
 && install --directory --owner=akteursnetz --group=7474 --mode=0750 /secrets
COPY --from=build /opt/akteursnetz /opt/akteursnetz
ENV PATH=/opt/akteursnetz/bin:$PATH PYTHONUNBUFFERED=1 AKTEURSNETZ_STORE=sqlite:/data/akteursnetz.sqlite
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=2m --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["akteursnetz"]
CMD ["serve"]
