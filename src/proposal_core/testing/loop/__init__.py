"""闭环检验 · What the loop machine is made of: a plain model, a driver that checks, the acts, and the rules that draw them."""
