"use strict";

/* The drawing as such: where it stands on its canvas, how it moves, and how all of it is painted on any canvas. */
(function (own) {
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
  const LARGEST = 1.3;
  const SMALL = 600; // pixels: the width of a frame in which not all of a picture need be readable at once
  const [LEAST, MOST] = [0.02, 4];

  function bounded(scale) {
    return Math.min(Math.max(scale, LEAST), MOST);
  }

  class Stage {
    /* Width and height of the drawing in pixels of the page, and the dots for each of them. */
    size() {
      const { clientWidth, clientHeight, width } = this.network.canvas.frame.canvas;
      return [clientWidth, clientHeight, width / clientWidth || 1];
    }

    /* Where the drawing stands: its scale, and where on the canvas its origin lies. */
    placement() {
      const { scale, translation } = this.network.body.view;
      return { scale, x: translation.x, y: translation.y };
    }

    placeAt({ scale, x, y }) {
      this.fitted = null;
      const [width, height] = this.size();
      const position = { x: (width / 2 - x) / scale, y: (height / 2 - y) / scale };
      this.network.moveTo({ scale, position, animation: false });
    }

    onScreen({ x, y }) {
      const at = this.placement();
      return { x: x * at.scale + at.x, y: y * at.scale + at.y };
    }

    transform(context, at, ratio) {
      context.setTransform(ratio * at.scale, 0, 0, ratio * at.scale, ratio * at.x, ratio * at.y);
    }

    /* Draws in pixels of the page, not in places of the network. */
    onPage(context, draw) {
      const [, , ratio] = this.size();
      context.save();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw();
      context.restore();
    }

    /* Lines and shapes at a place, on any canvas and as fine as wanted. */
    paint(context, at, ratio) {
      this.fitShapes(at.scale);
      this.transform(context, at, ratio);
      const { renderer } = this.network;
      if (this.large) own.drawLines(context, this, at, this.size());
      else renderer._drawEdges(context);
      renderer._drawNodes(context, true);
      if (!this.large) renderer._drawArrows(context);
      this.fitShapes(this.placement().scale);
    }

    fitShapes(scale) {
      const now = `${scale} ${this.version}`;
      if (now === this.fittedTo) return;
      this.fittedTo = now;
      own.fitShapes(this, scale);
    }

    zoom(factor) {
      this.fitted = null;
      this.network.moveTo({ scale: bounded(this.network.getScale() * factor), animation: false });
    }

    /* Everything that is shown, and the frame of the whole that it is a part of, as large as names leave room for. */
    fit() {
      this.fitTo(this.withFrame(), "fit");
    }

    /* Only what is shown, as large as it can be. */
    fitChoice() {
      this.fitTo(this.visibleNodes(), "fitChoice");
    }

    fitTo(nodes, name) {
      if (!nodes.length) return;
      this.placeAt(this.fittingPlacement(nodes));
      this.fitted = name;
    }

    withFrame() {
      const { frame } = this.data;
      const shown = this.visibleNodes();
      if (!frame || !shown.length) return shown;
      const outer = frame.nodes.map((node) => ({ ...node, ...own.stretched(node, this.stretched) }));
      return [...outer, ...own.outside(shown, outer)];
    }

    /* The first look: everything, or in a small frame as much as can be read there. */
    home() {
      this.fit();
      const scale = own.readableScale(this);
      this.isPart = this.canvas.clientWidth < SMALL && this.network.getScale() < scale;
      if (this.isPart) this.placeAt({ scale, ...own.startOf(this, scale) });
      this.fitted = "home";
    }

    /* After a change of the frame: what nobody moved is fitted anew, in the shape of the frame. */
    fitAgain() {
      if (!this.fitted) return;
      const wanted = own.stretchFor(this);
      if (wanted.x !== this.stretched.x || wanted.y !== this.stretched.y) {
        this.stretched = wanted;
        this.nodes.update(this.drawn.map((node) => ({ id: node.id, ...own.stretched(node, wanted) })));
        this.version += 1;
      }
      this[this.fitted]();
    }

    fittingPlacement(nodes = this.visibleNodes()) {
      const { clientWidth, clientHeight } = this.canvas;
      const [middle, scale] = own.fitting(nodes, clientWidth, clientHeight, LARGEST);
      return { scale, x: clientWidth / 2 - middle.x * scale, y: clientHeight / 2 - middle.y * scale };
    }

    /* Whether every shape that is shown lies within the frame. */
    showsAll() {
      const [width, height] = this.size();
      const at = this.placement();
      return this.drawn.filter((node) => this.isShown(node)).every((node) => {
        const spot = this.network.body.nodes[node.id];
        const [x, y] = [spot.x * at.scale + at.x, spot.y * at.scale + at.y];
        return x >= 0 && y >= 0 && x <= width && y <= height;
      });
    }

    moveTo(id) {
      this.fitted = null;
      const scale = Math.max(this.network.getScale(), 0.8);
      this.network.focus(id, { scale, animation: CALM.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" } });
    }

    /* What a still frame has above its nodes; names come last, because they do not grow when the frame is moved. */
    finish(context, at) {
      const nodes = this.writeOnShapes(context, at);
      if (this.moving) this.moving.keep(context.canvas);
      this.writeNames(context, nodes, at);
      this.placedAt = at;
    }

    writeOnShapes(context, at) {
      const nodes = own.labelled(this, at);
      own.drawMarks(context, nodes, this.look());
      this.tags = own.drawTags(context, this, nodes, at);
      return nodes;
    }

    /* While the picture moves no name looks for a new place; what is under the mouse is named all the same. */
    carryNames(context, at) {
      const [width, height] = this.size();
      const under = this.node(this.hovered);
      const first = under ? own.placeNames(context, own.labelled(this, at, [under]), { taken: [], width, height }) : [];
      own.writeNames(context, own.movedNames(first, this.placed, this.placedAt, at), this.look());
    }

    writeNames(context, nodes, at) {
      const [width, height] = this.size();
      const lines = own.crossings(this, at, [width, height]);
      this.placed = own.placeNames(context, nodes, { taken: this.tags, lines, width, height });
      own.writeNames(context, this.placed, this.look());
    }

    /* What is seen now, in light colours, as a canvas of its own with so many dots for each pixel. */
    snapshot(fine = 2) {
      const [before, placed] = [this.mode, this.placed];
      this.setMode("light");
      const [width, height] = this.size();
      const copy = own.make("canvas", { width: width * fine, height: height * fine });
      const context = copy.getContext("2d");
      this.paint(context, this.placement(), fine);
      context.setTransform(fine, 0, 0, fine, 0, 0);
      this.writeNames(context, this.writeOnShapes(context, this.placement()), this.placement());
      this.placed = placed;
      this.setMode(before);
      return copy;
    }
  }

  Object.assign(own, { Stage, bounded });
})(window.Netzbild);
