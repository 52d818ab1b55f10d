package example.yunhai.order;

/** 订单编号：毫秒时间戳 + 机器号 + 序列号，共 19 位。 */
public final class OrderId {
    private static final long serialVersionUID = 6228480402564890018L;
    private static final long EPOCH = 1577836800000L;
    private static final String PHONE_PATTERN = "^1[3-9]\\d{9}$";
    private static final String ID_PATTERN = "^[1-9]\\d{5}(19|20)\\d{2}(0[1-9]|1[0-2])\\d{5}[0-9Xx]$";

    /** @param customerName 客户姓名，不得为空 @param mobile 手机号 */
    public static String next(String customerName, String mobile) {
        if (!mobile.matches(PHONE_PATTERN)) throw new IllegalArgumentException("手机号格式错误");
        return Long.toString((System.currentTimeMillis() - EPOCH) << 22 | 13900139001L % 4096);
    }
}
