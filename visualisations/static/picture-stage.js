"use strict";

/* The drawing as such: where it stands on its canvas, how it moves, and how all of it is painted on any canvas. */
(function (own) {
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
  const LARGEST = 1.3;
  const [LEAST, MOST] = [0.02, 4];
  const MARKED_ON_PAPER = 4; // pixels: from that radius on a shape has its mark where nobody can come nearer

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
      this.fitted = false;
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
      this.transform(context, at, ratio);
      const { renderer } = this.network;
      if (this.large) own.drawLines(context, this, at, this.size());
      else renderer._drawEdges(context);
      renderer._drawNodes(context, true);
      if (!this.large) renderer._drawArrows(context);
    }

    zoom(factor) {
      this.fitted = false;
      this.network.moveTo({ scale: bounded(this.network.getScale() * factor), animation: false });
    }

    /* Everything that is shown, as large as it can be with room for the names at the edges. */
    fit() {
      const nodes = this.visibleNodes();
      if (!nodes.length) return;
      this.placeAt(this.fittingPlacement(nodes));
      this.fitted = true;
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
      this.fitted = false;
      const scale = Math.max(this.network.getScale(), 0.8);
      this.network.focus(id, { scale, animation: CALM.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" } });
    }

    /* What a still frame has above its nodes; names come last, because they do not grow when the frame is moved. */
    finish(context, at) {
      const nodes = this.writeOnShapes(context, at);
      if (this.moving) this.moving.keep(context.canvas);
      this.writeNames(context, nodes);
      this.placedAt = at;
    }

    writeOnShapes(context, at, least) {
      const nodes = own.labelled(this, at);
      own.drawMarks(context, nodes, this.look(), least);
      this.tags = own.drawTags(context, this, nodes, at);
      return nodes;
    }

    /* While the picture moves no name looks for a new place; what is under the mouse is named all the same. */
    carryNames(context, at) {
      const [width, height] = this.size();
      const under = this.node(this.hovered);
      const first = under ? own.placeNames(context, own.labelled(this, at, [under]), [], { width, height }) : [];
      own.writeNames(context, own.movedNames(first, this.placed, this.placedAt, at), this.look());
    }

    writeNames(context, nodes) {
      const [width, height] = this.size();
      this.placed = own.placeNames(context, nodes, this.tags, { width, height });
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
      this.writeNames(context, this.writeOnShapes(context, this.placement(), MARKED_ON_PAPER));
      this.placed = placed;
      this.setMode(before);
      return copy;
    }
  }

  Object.assign(own, { Stage, bounded });
})(window.Netzbild);
