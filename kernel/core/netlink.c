// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family, and what all nouns share of it.
 */
#include "core.h"

/**
 * subdev_nl_answer() - do what a request asks, and answer it
 * @info: the request
 * @size: room that the answer needs at the most
 * @fill: does it, and fills the answer
 * @arg: for @fill
 *
 * The answer is allocated before anything changes, so that no change goes
 * unreported for want of memory.
 *
 * Return: what the handler returns: what @fill returned; -ENOMEM; or -ENOBUFS if
 * the answer could not be delivered, although all has been done.
 */
int subdev_nl_answer(struct genl_info *info, size_t size,
		     subdev_nl_fill_fn fill, void *arg)
{
	return subdev_nl_answer_or_undo(info, size, fill, NULL, arg);
}

/**
 * subdev_nl_answer_or_undo() - do what a request asks, if it can be answered
 * @info: the request
 * @size: room that the answer needs at the most
 * @fill: does it, and fills the answer
 * @undo: undoes it, if the answer cannot be delivered; or NULL, if who asked
 *	loses nothing then
 * @arg: for @fill and @undo
 *
 * Return: what @fill returned; -ENOMEM; or -ENOBUFS if the answer could not be
 * delivered.
 */
int subdev_nl_answer_or_undo(struct genl_info *info, size_t size,
			     subdev_nl_fill_fn fill, subdev_nl_undo_fn undo,
			     void *arg)
{
	struct sk_buff *msg;
	void *hdr;
	int err;

	/* A long list may find no memory in one piece: that is told, not warned of. */
	msg = genlmsg_new(size, GFP_KERNEL | __GFP_NOWARN);
	if (!msg)
		return -ENOMEM;
	hdr = genlmsg_iput(msg, info);
	err = WARN_ON_ONCE(!hdr) ? -EMSGSIZE : fill(msg, info, arg);
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	genlmsg_end(msg, hdr);
	if (!genlmsg_reply(msg, info))
		return 0;
	if (undo)
		undo(arg);
	NL_SET_ERR_MSG(info->extack, "the answer could not be delivered");
	return -ENOBUFS;
}

/**
 * subdev_generation_check() - whether an object is as it was known
 * @attr: the attribute with the generation that it has to have
 * @generation: the one that it has
 * @extack: for the reason of a failure
 *
 * Return: 0, or -ESTALE with the generation in the ack's cookie.
 */
int subdev_generation_check(const struct nlattr *attr, u64 generation,
			    struct netlink_ext_ack *extack)
{
	if (nla_get_uint(attr) == generation)
		return 0;
	subdev_say(extack, attr, "the generation is %llu now", generation);
	nl_set_extack_cookie_u64(extack, generation);
	return -ESTALE;
}

/* Points at an attribute, if nothing else has been pointed at. */
void subdev_nl_blame(struct netlink_ext_ack *extack, const struct nlattr *attr)
{
	if (extack && !extack->bad_attr)
		NL_SET_BAD_ATTR(extack, attr);
}

/* For the start of a dump that takes no attributes: it has no policy that says so. */
int subdev_nl_dump_no_attrs(struct netlink_callback *cb)
{
	struct nlattr *none[1];

	return nlmsg_parse(cb->nlh, GENL_HDRLEN, none, 0, NULL, cb->extack);
}

/**
 * subdev_nl_dump_begin() - start a message of a dump
 * @skb: what the dump fills
 * @cb: the dump
 * @cmd: the command that the message answers
 *
 * Return: the header, or NULL if @skb is full.
 */
void *subdev_nl_dump_begin(struct sk_buff *skb, struct netlink_callback *cb,
			   u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &subdev_nl_family, NLM_F_MULTI, cmd);
}

/**
 * subdev_nl_dump_end() - end a message of a dump
 * @skb: what the dump fills
 * @cb: the dump, with cb->seq set
 * @hdr: what subdev_nl_dump_begin() returned
 * @err: what became of filling it
 *
 * Return: @err.
 */
int subdev_nl_dump_end(struct sk_buff *skb, struct netlink_callback *cb,
		       void *hdr, int err)
{
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	/* not for one that is made anew: it tells a change once */
	genl_dump_check_consistent(cb, hdr);
	genlmsg_end(skb, hdr);
	return 0;
}

/**
 * subdev_nl_dump_done() - a dump that tells its number has seen all objects
 * @skb: what the dump fills
 * @cb: the dump
 * @cmd: the command that its messages answer
 * @attr: the attribute that takes the number
 * @mark: the number
 *
 * If there was no object, a message of its own has the number.
 *
 * Return: 0, or -EMSGSIZE.
 */
int subdev_nl_dump_done(struct sk_buff *skb, struct netlink_callback *cb,
			u8 cmd, int attr, struct subdev_event_mark *mark)
{
	void *hdr;

	if (mark->told)
		return 0;
	hdr = subdev_nl_dump_begin(skb, cb, cmd);
	if (!hdr)
		return -EMSGSIZE;
	return subdev_nl_dump_end(skb, cb, hdr,
				  subdev_event_mark_fill(skb, attr, mark));
}

int subdev_nl_init(void)
{
	/*
	 * The permission to change is that of the initial user namespace, so
	 * the family stays in the initial network namespace.
	 */
	subdev_nl_family.netnsok = false;
	return genl_register_family(&subdev_nl_family);
}

void subdev_nl_exit(void)
{
	genl_unregister_family(&subdev_nl_family);
}
